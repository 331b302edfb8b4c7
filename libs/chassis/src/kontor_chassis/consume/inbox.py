"""The inbox: ids of the facts a consumer has taken in, so that none takes effect twice."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import asyncpg

_KEEP_NEW = """
INSERT INTO inbox (consumer, fact_id) SELECT $1, unnest($2::uuid[])
ON CONFLICT DO NOTHING RETURNING fact_id
"""


async def keep_new(connection: asyncpg.Connection, consumer: str, ids: Sequence[UUID]) -> set[UUID]:
    """Take ids in, inside the batch's transaction.

    Returns:
        Those that were new.
    """
    rows = await connection.fetch(_KEEP_NEW, consumer, ids)
    return {row["fact_id"] for row in rows}


async def known(connection: asyncpg.Connection, consumer: str, ids: Sequence[UUID]) -> set[UUID]:
    """Return those ids that were taken in before."""
    rows = await connection.fetch(
        "SELECT fact_id FROM inbox WHERE consumer = $1 AND fact_id = ANY($2::uuid[])",
        consumer,
        ids,
    )
    return {row["fact_id"] for row in rows}


KEPT = timedelta(days=35)
"""Longer than any topic keeps a fact (30 days), so no redelivery meets a forgotten id."""
AHEAD = timedelta(days=3)
_DAY = timedelta(days=1)


def partition_of(day: date) -> tuple[str, UUID, UUID]:
    """Return the name of a day's partition and its bounds, the least UUIDv7 of two midnights."""
    return f"inbox_{day:%Y%m%d}", _first_id(day), _first_id(day + _DAY)


def _first_id(day: date) -> UUID:
    midnight = datetime.combine(day, time.min, UTC)
    return UUID(int=int(midnight.timestamp() * 1000) << 80)


async def keep_partitions(owner: asyncpg.Connection, now: datetime) -> None:
    """Create the partitions of the next days and drop those whose ids are old enough to forget.

    Args:
        owner: A connection of the owner role.
        now: The current instant.
    """
    rows = await owner.fetch(
        "SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
        " WHERE i.inhparent = 'inbox'::regclass"
    )
    found = {row["name"] for row in rows}
    today = now.astimezone(UTC).date()
    # From yesterday on: ids are made by the clocks of other machines.
    for distance in range(-1, AHEAD.days + 1):
        name, first, end = partition_of(today + timedelta(days=distance))
        if name not in found:
            await _create(owner, name, first, end)
    oldest, _, _ = partition_of(today - KEPT)
    for name in sorted(found - {"inbox_default"}):
        if name < oldest:
            await owner.execute(f"DROP TABLE {name}")
    # What is no UUIDv7 of our time lies in the default partition and is old once its time is.
    await owner.execute("DELETE FROM inbox_default WHERE fact_id < $1", _first_id(today - KEPT))


async def _create(owner: asyncpg.Connection, name: str, first: UUID, end: UUID) -> None:
    """Create a day's partition and move in what came before it existed."""
    async with owner.transaction():
        await owner.execute("SET LOCAL lock_timeout = '4s'")
        await owner.execute(f"CREATE TABLE {name} (LIKE inbox INCLUDING ALL)")
        await owner.execute(
            "WITH early AS (DELETE FROM inbox_default WHERE fact_id >= $1 AND fact_id < $2"
            f" RETURNING *) INSERT INTO {name} SELECT * FROM early",
            first,
            end,
        )
        await owner.execute(
            f"ALTER TABLE inbox ATTACH PARTITION {name} FOR VALUES FROM ('{first}') TO ('{end}')"
        )
