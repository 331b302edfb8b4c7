"""Secrets of one stack: generated once, kept in files only their owner can read, never printed."""

import secrets

from kontor_local.layout import Folders
from kontor_local.private_file import write_private
from kontor_local.settings import LocalSettings

_BYTES = 24
_ADMIN_BYTES = 12


def password(folders: Folders, name: str, length: int = _BYTES) -> str:
    """Return a generated password, the same for the life of the state folder."""
    path = folders.secrets / f"{name}.password"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(length))
    return path.read_text(encoding="utf-8")


def admin_password(folders: Folders, settings: LocalSettings) -> str:
    """Return the first administrator's password: the one that was asked for, or a generated one."""
    if settings.admin_password is not None:
        write_private(
            folders.secrets / "admin.password", settings.admin_password.get_secret_value()
        )
    return password(folders, "admin", _ADMIN_BYTES)
