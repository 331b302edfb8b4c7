"""The reader: the next facts of all its shards in one statement, never past the horizon.

A sequence alone would lose facts: a transaction that took a lower number may commit later, when
the cursor has passed it. So the cursor is (xid, seq), and only rows below the oldest transaction
still running are read: of those nothing can appear any more, hence nothing is skipped, whoever
commits when. No row is ever updated or locked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from kontor_chassis.relay.cursor import Position

BATCH_ROWS = 8000
BATCH_BYTES = 16 * 1024 * 1024
"""Of payload: eight thousand facts of the largest size would be four gigabytes."""

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
        oldest: When the oldest of them was written, as far as the first row of a shard tells.
    """

    rows: Sequence[asyncpg.Record]
    end: Mapping[int, Position]
    oldest: datetime


async def read(connection: asyncpg.Connection, positions: Mapping[int, Position]) -> Batch | None:
    """Read what follows these positions, or None if nothing does yet.

    Args:
        connection: A connection of the worker role, opened with `PLAN_ONCE`.
        positions: Where each shard stands; all are read in one statement.
    """
    rows: Sequence[asyncpg.Record] = await connection.fetch(
        READ,
        list(positions),
        [position.xid for position in positions.values()],
        [position.seq for position in positions.values()],
        max(BATCH_ROWS // len(positions), 1),
        BATCH_BYTES // len(positions),
    )
    if not rows:
        return None
    end: dict[int, Position] = {}
    firsts: list[datetime] = []
    for row in rows:
        shard, here = row[0], Position(row[1], row[2])
        before = end.get(shard)
        if before is None:
            firsts.append(row[7])
        elif here <= before:
            # The statement's plan promises this order; a plan that does not must not lose facts.
            raise AssertionError(f"outbox read out of order: {here} after {before}")
        end[shard] = here
    return Batch(rows=rows, end=end, oldest=min(firsts))
