"""Cursors: how far each shard of the outbox was published, moved by compare-and-set only."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import asyncpg


class Position(NamedTuple):
    """A place in a shard: after the row with this transaction id and number."""

    xid: int
    seq: int


_LEFT_OVER = "SELECT shard FROM relay_cursor WHERE shard >= $1 ORDER BY shard"
_DECLARE = """
INSERT INTO relay_cursor (shard) SELECT unnest($1::smallint[]) ON CONFLICT (shard) DO NOTHING
"""
_READ = "SELECT shard, xid, seq FROM relay_cursor WHERE shard = ANY($1::smallint[])"
_MOVE = """
UPDATE relay_cursor c SET xid = m.to_xid, seq = m.to_seq, moved_at = now()
FROM unnest($1::smallint[], $2::xid8[], $3::bigint[], $4::xid8[], $5::bigint[])
  AS m(shard, from_xid, from_seq, to_xid, to_seq)
WHERE c.shard = m.shard AND c.xid = m.from_xid AND c.seq = m.from_seq
RETURNING c.shard
"""
REWIND = "UPDATE relay_cursor SET xid = '0', seq = 0, moved_at = now()"
"""To the oldest partition there is. Relays that hold a position see their next move refused."""


class CursorTakenError(Exception):
    """Somebody else moved the cursor of a shard: we are not its relay any more."""


async def all_shards(pool: asyncpg.Pool, shards: int) -> range:
    """Return the shards to relay, those included that a larger setting has left behind.

    Fewer or more shards deal the keys anew, and two shards know nothing of each other's order:
    change the setting only while the outbox is drained.
    """
    left_over = [row["shard"] for row in await pool.fetch(_LEFT_OVER, shards)]
    return range(max([shards - 1, *left_over]) + 1)


async def claim(connection: asyncpg.Connection, shards: Collection[int]) -> dict[int, Position]:
    """Read where these shards stand; a new shard stands before everything."""
    await connection.execute(_DECLARE, shards)
    rows = await connection.fetch(_READ, shards)
    return {row["shard"]: Position(row["xid"], row["seq"]) for row in rows}


async def move(
    connection: asyncpg.Connection,
    start: Mapping[int, Position],
    end: Mapping[int, Position],
) -> None:
    """Move cursors forward, each only if it still stands where the batch began.

    Args:
        connection: Any connection of the worker role.
        start: Where the shards stood when the batch was read.
        end: The last published row of each shard that had any.

    Raises:
        CursorTakenError: At least one stood elsewhere; it was not moved.
    """
    shards = list(end)
    moved = await connection.fetch(
        _MOVE,
        shards,
        [start[shard].xid for shard in shards],
        [start[shard].seq for shard in shards],
        [end[shard].xid for shard in shards],
        [end[shard].seq for shard in shards],
    )
    if len(moved) != len(shards):
        taken = sorted(set(shards) - {row["shard"] for row in moved})
        raise CursorTakenError(f"cursor moved by another relay, shards {taken}")
