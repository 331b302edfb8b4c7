"""One command at a time works on a state folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from kontor_local.layout import Folders
from kontor_local.problems import StackError


@contextmanager
def locked(folders: Folders) -> Iterator[None]:
    """Hold the state folder's lock, or say that another command has it."""
    with folders.lock.open("w", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = (
                f"Another command works on {folders.state}; wait until it has ended and try again."
            )
            raise StackError(message) from error
        yield
