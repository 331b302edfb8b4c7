"""Ends a stack: orderly by its manager, and whatever is left of it in any case."""

import time

import psutil

from kontor_local.layout import Folders
from kontor_local.supervision import leftovers
from kontor_local.supervision.supervisord import Manager

_LONGEST_S = 45


def shut_down(folders: Folders) -> int:
    """End every process of the stack; return how many had to be ended without the manager."""
    manager = Manager(folders)
    if manager.answers:
        _end_manager(manager)
    count = leftovers.end(folders)
    _forget(folders)
    return count


def _end_manager(manager: Manager) -> None:
    process = psutil.Process(manager.pid)
    # It stops the services first, all at once, then the engines, and then itself.
    process.terminate()
    deadline = time.monotonic() + _LONGEST_S
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return
        time.sleep(0.05)


def _forget(folders: Folders) -> None:
    """Remove what a killed process left and the next start would stumble over."""
    folders.control_socket.unlink(missing_ok=True)
    (folders.supervisor / "supervisord.pid").unlink(missing_ok=True)
    # Nothing of the stack lives any more: a process with the number in this file is a stranger.
    (folders.postgres / "data" / "postmaster.pid").unlink(missing_ok=True)
