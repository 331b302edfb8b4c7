"""Fixed ids and instants for the examples, so that writing them twice gives the same files."""

from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

CREATED_AT = datetime(2026, 3, 2, 8, 15, 30, 250000, tzinfo=UTC)
UPDATED_AT = datetime(2026, 3, 2, 9, 0, 5, tzinfo=UTC)


def sample_id(name: str) -> UUID:
    """Give a UUIDv7 that depends on the name only."""
    milliseconds = int(CREATED_AT.timestamp() * 1000)
    random = int.from_bytes(sha256(name.encode()).digest()[:10])
    return UUID(
        int=milliseconds << 80
        | 0x7 << 76
        | (random >> 68 & 0xFFF) << 64
        | 0b10 << 62
        | random & (1 << 62) - 1
    )


TENANT = sample_id("tenant demo")
ANNA = sample_id("user anna")
BEN = sample_id("user ben")
RULE = sample_id("rule leads dach")
"""The assignment rule that the examples of automation and of leads speak of."""

BY_ANNA = f"user:{ANNA}"
BY_RULE = f"rule:{RULE}@3"
