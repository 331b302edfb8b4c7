"""Credentials: what a request brings to say who it is from; the first of three kinds counts."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

API_KEY_PREFIX = "kontor_"
COOKIE = b"kontor_session"
SECURE_COOKIE = b"__Host-kontor_session"

_MOST_BYTES = 4096


class Credential(NamedTuple):
    """A token, an API key or a session, not yet believed."""

    kind: Literal["token", "api_key", "session"]
    secret: str


def credential_of(head: Mapping[bytes, bytes], *, is_secure: bool) -> Credential | None:
    """Return what the request brings, or None; the kinds are never mixed.

    Args:
        head: The headers that were read.
        is_secure: Whether the client came by HTTPS; then only the cookie counts that no plain
            page and no sibling of our host can have set.
    """
    given = head.get(b"authorization")
    if given is not None:
        scheme, _, secret = given.partition(b" ")
        return _credential(secret.strip()) if scheme.lower() == b"bearer" else None
    given = head.get(b"x-api-key")
    if given is not None:
        return _credential(given) if given.startswith(API_KEY_PREFIX.encode()) else None
    given = head.get(b"cookie")
    if given is None:
        return None
    cookie = _cookie(given, SECURE_COOKIE if is_secure else COOKIE)
    return Credential("session", cookie.decode()) if cookie and _is_token(cookie) else None


def _credential(secret: bytes) -> Credential | None:
    if not _is_token(secret):
        return None
    text = secret.decode()
    return Credential("api_key" if text.startswith(API_KEY_PREFIX) else "token", text)


def _is_token(secret: bytes) -> bool:
    return 0 < len(secret) <= _MOST_BYTES and secret.isascii() and b" " not in secret


def _cookie(header: bytes, name: bytes) -> bytes | None:
    """Return the cookie of this name; two of them are none, since one was planted."""
    found = [
        value.strip()
        for key, _, value in (part.partition(b"=") for part in header.split(b";"))
        if key.strip() == name
    ]
    return found[0] if len(found) == 1 else None
