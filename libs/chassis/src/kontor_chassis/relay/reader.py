"""The reader: the next facts of all its shards in one statement, never past the horizon.

A sequence alone would lose facts: a transaction that took a lower number may commit later, when
the cursor has passed it. So the cursor is (xid, seq), and only rows below the oldest transaction
still running are read: of those nothing can appear any more, hence nothing is skipped, whoever
commits when. No row is ever updated or locked.
"""

import asyncio
import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from kontor_chassis.relay.cursor import Position

BATCH_ROWS = 4000
BATCH_BYTES = 16 * 1024 * 1024
"""Of payload: four thousand facts of the largest size would be two gigabytes."""
_LARGE = 1000

# Three traps. An output column that casts xid to text and is called `xid` would win over the real
# one in ORDER BY and sort by text. Shards are walked by a nested loop over the unnested cursors
# (a LATERAL with LIMIT has no other plan), so a shard's rows come out in the order of its index; an
# outer ORDER BY would sort eight megabytes to learn the same. And without `volume` a batch of the
# largest facts would not fit into memory; the window runs over rows that are in order already.
READ = """
SELECT o.shard, o.xid, o.seq, o.topic, o.key, o.headers_text, o.payload, o.created_at
FROM unnest($1::smallint[], $2::xid8[], $3::bigint[]) AS c(shard, after_xid, after_seq)
CROSS JOIN LATERAL (
  SELECT f.*, sum(octet_length(f.payload))
    OVER (ORDER BY f.xid, f.seq ROWS UNBOUNDED PRECEDING) AS volume
  FROM (
    SELECT b.shard, b.xid, b.seq, b.topic, b.key, b.headers::text AS headers_text, b.payload,
      b.created_at
    FROM outbox b
    WHERE b.shard = c.shard AND (b.xid, b.seq) > (c.after_xid, c.after_seq)
      AND b.xid < pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY b.xid, b.seq LIMIT $4
  ) f
) o
WHERE o.volume - octet_length(o.payload) < $5
"""

# The planner would make a new plan for every poll, since it takes the generic one for dearer:
# 0.9 ms of planning over 26 hourly partitions, against 0.3 ms for the whole poll without it.
# To prune partitions by time, with a floor beside the cursor, would save another 0.08 ms, but a
# clock that steps back would then put facts below the floor, where nobody reads: not worth it.
PLAN_ONCE = "SET plan_cache_mode = force_generic_plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Facts to publish, in order within each shard.

    Attributes:
        rows: The columns of `READ`.
        end: The last row of each shard that has any.
        oldest: When the first of them was written.
        is_large: Whether there is a backlog, so that it pays to read on while this is sent.
    """

    rows: Sequence[asyncpg.Record]
    end: Mapping[int, Position]
    oldest: datetime
    is_large: bool


async def read(connection: asyncpg.Connection, positions: Mapping[int, Position]) -> Batch | None:
    """Read what follows these positions, or None if nothing does yet.

    Args:
        connection: A connection of the worker role.
        positions: Where each shard stands; all are read in one statement.
    """
    shards = sorted(positions)
    rows: Sequence[asyncpg.Record] = await connection.fetch(
        READ,
        shards,
        [positions[shard].xid for shard in shards],
        [positions[shard].seq for shard in shards],
        max(BATCH_ROWS // len(shards), 1),
        BATCH_BYTES // len(shards),
    )
    if not rows:
        return None
    places = [row[:3] for row in rows]
    if any(map(operator.ge, places, places[1:])):
        # The order is a promise of the plan; should one ever break it, no fact may be lost to it.
        raise AssertionError("the outbox was read out of order")
    return Batch(
        rows=rows,
        end={shard: Position(xid, seq) for shard, xid, seq in _last_of_each(places)},
        oldest=rows[0]["created_at"],
        is_large=len(rows) >= _LARGE,
    )


def _last_of_each(places: Sequence[tuple[int, int, int]]) -> Iterable[tuple[int, int, int]]:
    return {place[0]: place for place in places}.values()


class Reader:
    """Reads batch after batch on a connection of its own, in a backlog one ahead of the sending.

    Args:
        connection: A connection of the worker role, opened with `PLAN_ONCE`.
    """

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection
        self.turn = asyncio.Lock()
        """Held while the connection is in use."""
        self._ahead: asyncio.Task[Batch | None] | None = None
        self._ahead_of: Mapping[int, Position] = {}

    async def next(self, positions: Mapping[int, Position]) -> Batch | None:
        """Return what follows these positions, or None if nothing does yet."""
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            batch = await ahead
            if self._ahead_of == positions:
                return batch
        return await self._read(positions)

    def read_on(self, positions: Mapping[int, Position]) -> None:
        """Begin to read what follows these positions, for the `next` that asks for it."""
        self._ahead_of = dict(positions)
        self._ahead = asyncio.create_task(self._read(self._ahead_of))

    async def close(self) -> None:
        """End reading and close the connection at once."""
        self.connection.terminate()
        if self._ahead is not None:
            self._ahead.cancel()
            await asyncio.gather(self._ahead, return_exceptions=True)

    async def _read(self, positions: Mapping[int, Position]) -> Batch | None:
        async with self.turn:
            return await read(self.connection, positions)
