"""Fail points: named places where tests may kill, stop, delay or break the process.

They do nothing unless `KONTOR_FAULTS` names them: `name:action[:argument]`, separated by commas.
Actions: `kill` (SIGKILL to itself), `stop` (SIGSTOP), `sleep` (argument in seconds), `raise`.
A fourth part limits how often: `relay.after_produce:kill::1`.
"""

import os
import signal
import time
from dataclasses import dataclass


class InjectedFault(Exception):  # noqa: N818 - reads as what it is in a traceback
    """Raised by a fail point with the action `raise`."""


@dataclass(slots=True)
class _Fault:
    action: str
    argument: str
    left: int


_faults: dict[str, _Fault] = {}


def arm(declaration: str) -> None:
    """Switch fail points on.

    Args:
        declaration: Comma separated `name:action[:argument[:times]]`; empty switches all off.
    """
    _faults.clear()
    for part in filter(None, (piece.strip() for piece in declaration.split(","))):
        name, action, argument, times = (*part.split(":"), "", "")[:4]
        _faults[name] = _Fault(action, argument, int(times or 1_000_000_000))


def reach(name: str) -> None:
    """Run what is armed for this place; a dictionary look-up when nothing is."""
    if not _faults or (fault := _faults.get(name)) is None or fault.left <= 0:
        return
    fault.left -= 1
    match fault.action:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
        case "sleep":
            time.sleep(float(fault.argument or "1"))  # blocks on purpose: a frozen process
        case _:
            raise InjectedFault(name)
