"""The account PostgreSQL runs under when the stack is started by root, as it refuses to be root."""

import grp
import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from kontor_local import launch
from kontor_local.problems import StackError

NAME = "kontor-postgres"


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    """An account of no rights, and whether it must be let through closed folders."""

    uid: int
    gid: int
    may_pass: bool


def needed_account(*folders: Path) -> Account | None:
    """Return the account to use, creating it on first use; None when we are not root.

    Args:
        folders: What the account must be able to reach.
    """
    if os.geteuid() != 0:
        return None
    entry = _existing() or _created()
    closed = not all(_reachable(folder, entry) for folder in folders)
    account = Account(uid=entry.pw_uid, gid=entry.pw_gid, may_pass=closed)
    if closed and not _may_be_let_through(account):
        blocked = ", ".join(str(folder) for folder in folders)
        message = (
            f"PostgreSQL does not run as root, and the account {NAME} cannot reach {blocked}."
            " Run make up as an ordinary user, or move the workspace (and KONTOR_STATE) to a"
            " folder that everybody may enter, such as /srv."
        )
        raise StackError(message)
    return account


def _existing() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        return None


def _created() -> pwd.struct_passwd:
    for command in (
        ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
        ["adduser", "-S", "-D", "-H", "-s", "/sbin/nologin", NAME],
    ):
        if shutil.which(command[0]):
            subprocess.run(command, check=False, capture_output=True)
            entry = _existing()
            if entry is not None:
                return entry
    message = (
        f"PostgreSQL does not run as root, and the account {NAME} could not be created."
        " Run make up as an ordinary user."
    )
    raise StackError(message)


def _reachable(folder: Path, entry: pwd.struct_passwd) -> bool:
    groups = {entry.pw_gid, *(group.gr_gid for group in grp.getgrall() if NAME in group.gr_mem)}
    for place in (folder, *folder.parents):
        if not place.exists():
            continue
        status = place.stat()
        if status.st_uid == entry.pw_uid:
            allowed = status.st_mode & 0o100
        elif status.st_gid in groups:
            allowed = status.st_mode & 0o010
        else:
            allowed = status.st_mode & 0o001
        if not allowed:
            return False
    return True


def _may_be_let_through(account: Account) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    child = os.fork()
    if child == 0:
        try:
            launch.become(account.uid, account.gid, may_pass=True)
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
