"""Finds and ends the processes of a stack without its manager: after a kill -9, or a half start."""

import os
import signal
from collections.abc import Iterable
from pathlib import Path

import psutil

from kontor_local.layout import Folders
from kontor_local.supervision.mark import MARK

_GRACE_S = 12
_POSTGRES_FAST = signal.SIGINT


def find(folders: Folders) -> list[psutil.Process]:
    """Return every process of the stack that still lives."""
    state = str(folders.state)
    data = str(folders.postgres / "data")
    mine = {os.getpid(), *(parent.pid for parent in psutil.Process().parents())}
    return [
        process
        for process in psutil.process_iter()
        if process.pid not in mine and _belongs(process, state, data)
    ]


def end(folders: Folders) -> int:
    """End them in order: what depends on the engines first; return how many there were."""
    found = find(folders)
    servers = [process for process in found if _is_postgres(process)]
    managers = [process for process in found if _is_manager(process)]
    others = [process for process in found if process not in servers and process not in managers]
    # The manager first and at once: it would start again whatever ends.
    _finish(managers, signal.SIGKILL)
    _finish((process for process in others if not _is_broker(process)), signal.SIGTERM)
    _finish((process for process in others if _is_broker(process)), signal.SIGTERM)
    _finish(servers, _POSTGRES_FAST)
    _finish(find(folders), signal.SIGKILL)
    return len(found)


def _belongs(process: psutil.Process, state: str, data: str) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        if process.environ().get(MARK) == state:
            return True
        # PostgreSQL writes its titles over its environment; its folder tells whose it is.
        return process.name() == "postgres" and Path(process.cwd()) == Path(data)
    except (psutil.Error, OSError):
        return False


def _is_postgres(process: psutil.Process) -> bool:
    return _named(process, "postgres")


def _is_broker(process: psutil.Process) -> bool:
    return _named(process, "java")


def _is_manager(process: psutil.Process) -> bool:
    try:
        return "supervisor.supervisord" in process.cmdline()
    except psutil.Error:
        return False


def _named(process: psutil.Process, name: str) -> bool:
    try:
        return bool(process.name() == name)
    except psutil.Error:
        return False


def _finish(processes: Iterable[psutil.Process], how: signal.Signals) -> None:
    told = list(processes)
    for process in told:
        try:
            process.send_signal(how)
        except psutil.Error:
            continue
    _, living = psutil.wait_procs(told, timeout=_GRACE_S)
    for process in living:
        try:
            process.kill()
        except psutil.Error:
            continue
    psutil.wait_procs(living, timeout=_GRACE_S)
