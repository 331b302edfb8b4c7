"""The process manager (supervisor) of one stack: start it, ask it, tell it, end it."""

import os
import subprocess
import sys
import time
import xmlrpc.client  # kontor: allow forbidden_imports because supervisor speaks nothing else
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import Faults, SupervisorTransport

from kontor_local.layout import Folders
from kontor_local.private_file import write_private
from kontor_local.problems import StackError
from kontor_local.supervision.configuration import render
from kontor_local.supervision.mark import marked_environment
from kontor_local.supervision.program import Program

_LONGEST_START_S = 15
_ALIVE = ("STARTING", "RUNNING", "BACKOFF")


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcessState:
    """What the manager knows of a program."""

    name: str
    state: str
    pid: int
    started_at: int
    ended_at: int

    @property
    def alive(self) -> bool:
        """Whether the manager keeps it running (or tries to)."""
        return self.state in _ALIVE


class Manager:
    """Speaks to the manager of a stack over its socket."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._configuration = folders.supervisor / "supervisord.conf"

    @property
    def answers(self) -> bool:
        """Whether it runs."""
        try:
            self._call("getState")
        except (OSError, xmlrpc.client.Error):
            return False
        return True

    def configured_as(self, programs: Sequence[Program]) -> bool:
        """Whether the running manager was started for exactly these programs."""
        try:
            written = self._configuration.read_text(encoding="utf-8")
        except FileNotFoundError:
            return False
        return written == render(self._folders, programs)

    def start(self, programs: Sequence[Program]) -> None:
        """Start the manager in the background; it starts no program by itself."""
        write_private(self._configuration, render(self._folders, programs))
        done = subprocess.run(
            [sys.executable, "-m", "supervisor.supervisord", "-c", str(self._configuration)],
            env=marked_environment(self._folders),
            check=False,
            capture_output=True,
            text=True,
        )
        deadline = time.monotonic() + _LONGEST_START_S
        while done.returncode == 0 and not self.answers:
            if time.monotonic() > deadline:
                break
            time.sleep(0.02)
        else:
            if done.returncode == 0:
                return
        reason = (done.stderr or done.stdout).strip() or "it does not answer"
        message = f"The process manager could not be started: {reason}"
        raise StackError(message)

    def states(self) -> Mapping[str, ProcessState]:
        """Return each program's state by its name."""
        return {
            told["name"]: ProcessState(
                name=told["name"],
                state=told["statename"],
                pid=told["pid"],
                started_at=told["start"],
                ended_at=told["stop"],
            )
            for told in self._call("getAllProcessInfo")
        }

    def start_programs(self, programs: Iterable[Program]) -> None:
        """Start programs without waiting for them."""
        for program in programs:
            self._tell("startProcess", program.full_name, unless=Faults.ALREADY_STARTED)

    def stop_programs(self, programs: Iterable[Program]) -> None:
        """Stop programs at once, and return when all have ended."""
        names = {program.name: program.full_name for program in programs}
        for full_name in names.values():
            self._tell("stopProcess", full_name, unless=Faults.NOT_RUNNING)
        while any(self.states()[name].pid for name in names):
            time.sleep(0.05)

    @property
    def pid(self) -> int:
        """Its process id."""
        return int(self._call("getPID"))

    def _tell(self, method: str, name: str, *, unless: int) -> None:
        try:
            self._call(method, name, False)
        except xmlrpc.client.Fault as fault:
            if fault.faultCode != unless:
                message = f"The process manager refused to {method} {name}: {fault.faultString}"
                raise StackError(message) from fault

    def _call(self, method: str, *arguments: object) -> Any:  # Any: as XML-RPC answers
        transport = SupervisorTransport(serverurl=f"unix://{_socket(self._folders)}")
        with xmlrpc.client.ServerProxy("http://localhost", transport=transport) as proxy:
            return getattr(proxy.supervisor, method)(*arguments)


def _socket(folders: Folders) -> Path:
    socket = folders.control_socket
    if socket.exists() and socket.stat().st_uid != os.getuid():
        message = f"{socket} belongs to another user; remove it or choose another KONTOR_STATE."
        raise StackError(message)
    return socket
