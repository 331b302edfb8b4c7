"""Becomes a program of the stack: prepares its folder once, gives up root, then replaces itself.

The process manager starts every program through this file with a plan beside it, so that a restart
after a crash (or after a rehearsal deleted the data) takes the same path as a first start, and no
password stands in a command line or in the manager's configuration.
It is run as a file without site packages and imports nothing heavy: it delays every start.
"""

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path

_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
_CAP_DAC_READ_SEARCH = 2
_CAP_VERSION_3 = 0x20080522


def main(arguments: list[str]) -> None:
    """Run the plan; returns only if the last command cannot be started."""
    plan = json.loads(Path(arguments[1]).read_text(encoding="utf-8"))
    os.chdir(plan["folder"])
    os.environ.update(plan["environment"])  # kontor: allow environment because it is handed on
    account = plan.get("account")
    if account:
        become(account["uid"], account["gid"], may_pass=account["may_pass"])
    if plan.get("unless") and not Path(plan["unless"]).exists():
        subprocess.run(plan["first"], check=True)
    os.execv(plan["run"][0], plan["run"])  # noqa: S606 - the plan is ours


def become(uid: int, gid: int, *, may_pass: bool) -> None:
    """Give up root for an account of no rights.

    Args:
        uid: The account.
        gid: Its group.
        may_pass: Keep one right, to pass through folders closed to others: needed where the
            workspace lies inside one, such as root's own home, which we do not open to everybody.
    """
    os.setgroups([])
    os.setgid(gid)
    if may_pass:
        _keep_right_to_pass(uid)
    else:
        os.setuid(uid)


def _keep_right_to_pass(uid: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    _check(libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0))
    os.setuid(uid)
    header = (ctypes.c_uint32 * 2)(_CAP_VERSION_3, 0)
    right = 1 << _CAP_DAC_READ_SEARCH
    rights = (ctypes.c_uint32 * 6)(right, right, right, 0, 0, 0)
    _check(libc.capset(header, rights))
    _check(libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, _CAP_DAC_READ_SEARCH, 0, 0))


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    main(sys.argv)
