"""Secrets of one stack: generated once, kept in files only their owner can read, never printed."""

import secrets

from kontor_local.layout import Folders
from kontor_local.private_file import write_private

_BYTES = 24


def password(folders: Folders, name: str) -> str:
    """Return a generated password, the same for the life of the state folder."""
    path = folders.secrets / f"{name}.password"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(_BYTES))
    return path.read_text(encoding="utf-8")
