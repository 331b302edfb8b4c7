"""Looks for enough room before anything is written, since an engine on a full disk dies midway."""

import shutil
from pathlib import Path

from kontor_local.problems import StackError

_MEGABYTE = 1024 * 1024
_NEEDED_MEGABYTES = 1024


def require_space(folder: Path, needed_megabytes: int = _NEEDED_MEGABYTES) -> None:
    """Refuse to start on a disk that is nearly full."""
    free = shutil.disk_usage(folder).free // _MEGABYTE
    if free < needed_megabytes:
        message = (
            f"The disk of {folder} has {free} MB left, and the stack needs {needed_megabytes} MB:"
            " make room, or set KONTOR_STATE to a folder on another disk."
        )
        raise StackError(message)
