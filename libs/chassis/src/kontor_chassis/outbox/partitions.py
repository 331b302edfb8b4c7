"""Outbox partitions: one an hour, made ahead of time, dropped once relayed and a day old.

Facts never have to wait for a partition: what finds none lies in the default one until its hour is
made up for.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import asyncpg
import structlog
from asyncpg.exceptions import CheckViolationError, LockNotAvailableError

KEPT = timedelta(hours=24)
"""How far back everything can be published again, should the broker lose its data."""
AHEAD_HOURS = 3
_HOUR = timedelta(hours=1)
_NAME = "outbox_%Y%m%d%H"
_DEFAULT = "outbox_default"

_PARTITIONS = """
SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = 'outbox'::regclass
"""

# By index, shard by shard: an hour can hold millions of rows. A shard without a cursor was never
# relayed at all.
_UNRELAYED = """
SELECT EXISTS (
  SELECT FROM (SELECT min(shard) AS first, max(shard) AS last FROM {partition}) known
  CROSS JOIN generate_series(known.first::int, known.last::int) AS s(shard)
  LEFT JOIN relay_cursor c ON c.shard = s.shard
  WHERE EXISTS (
    SELECT FROM {partition} o
    WHERE o.shard = s.shard AND (o.xid, o.seq) > (coalesce(c.xid, '0'), coalesce(c.seq, 0))
  )
)
"""
_FORGET = """
DELETE FROM outbox_default o USING relay_cursor c
WHERE c.shard = o.shard AND (o.xid, o.seq) <= (c.xid, c.seq) AND o.created_at < $1
"""
_log = structlog.get_logger("outbox")


async def keep(owner: asyncpg.Connection, now: datetime) -> None:
    """Create the partitions of the next hours and drop those that are done with.

    Nobody waits long for it: what cannot get its lock at once is left to the next time.

    Args:
        owner: A connection of the owner role.
        now: The current instant.
    """
    found = {row["name"] for row in await owner.fetch(_PARTITIONS)}
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    for distance in range(AHEAD_HOURS + 1):
        start = hour + distance * _HOUR
        if start.strftime(_NAME) not in found:
            with suppress(LockNotAvailableError, CheckViolationError):
                await _create(owner, start)
    for name in _past(found, now - KEPT):
        with suppress(LockNotAvailableError):
            await _drop_if_relayed(owner, name)
    await owner.execute(_FORGET, now - KEPT)


def _past(partitions: Iterable[str], border: datetime) -> list[str]:
    """Return the partitions that end before an instant, oldest first."""
    last = (border - _HOUR).astimezone(UTC).strftime(_NAME)
    return sorted(name for name in partitions if name != _DEFAULT and name <= last)


async def _create(owner: asyncpg.Connection, start: datetime) -> None:
    # Made beside the outbox and then attached: `PARTITION OF` would lock all of it, and all
    # writers would wait behind that lock until the last reader has let go.
    name = start.strftime(_NAME)
    bounds = f"'{start.isoformat()}'", f"'{(start + _HOUR).isoformat()}'"
    async with owner.transaction():
        await owner.execute("SET LOCAL lock_timeout = '200ms'")
        await owner.execute(f"CREATE TABLE {name} (LIKE outbox INCLUDING ALL EXCLUDING IDENTITY)")
        await owner.execute(
            f"WITH early AS (DELETE FROM {_DEFAULT} WHERE created_at >= {bounds[0]}"
            f" AND created_at < {bounds[1]} RETURNING *) INSERT INTO {name} SELECT * FROM early"
        )
        await owner.execute(
            f"ALTER TABLE outbox ATTACH PARTITION {name}"
            f" FOR VALUES FROM ({bounds[0]}) TO ({bounds[1]})"
        )


async def _drop_if_relayed(owner: asyncpg.Connection, name: str) -> None:
    async with owner.transaction():
        await owner.execute("SET LOCAL lock_timeout = '200ms'")
        # A transaction that began in that hour could still be writing to it.
        await owner.execute(f"LOCK TABLE {name} IN SHARE MODE")
        if await owner.fetchval(_UNRELAYED.format(partition=name)):
            _log.warning("an old partition waits for its relay", partition=name)
            return
        await owner.execute(f"DROP TABLE {name}")
