"""Identifiers: UUIDv7 everywhere, so that ids sort by the time they were made."""

import hashlib
from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7

_VERSION_7 = 7


def new_id() -> UUID:
    """Return a new UUIDv7, greater than every earlier one of this process."""
    return uuid7()


def made_at(identifier: UUID) -> datetime | None:
    """Return the instant inside a UUIDv7 (milliseconds, UTC), or None for another version."""
    if identifier.version != _VERSION_7:
        return None
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, tz=UTC)


def lock_number(*parts: str) -> int:
    """Return the signed 64-bit number under which PostgreSQL locks the thing these parts name."""
    digest = hashlib.blake2b("\x00".join(parts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
