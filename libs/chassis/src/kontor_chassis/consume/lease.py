"""Leases: our own position in each partition, and the right to move it, as rows of the database.

The broker's opinion of who owns what is a hint; these rows are the truth. Who takes a lease raises
its epoch, so whoever held it before, frozen or cut off, can no longer move the position.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg


class Fenced(Exception):  # noqa: N818 - says what happened to this member
    """Somebody else took the lease, or the position is not where this member thinks it is."""


class Abandoned(Exception):  # noqa: N818 - says what happened to this batch
    """The partitions of a batch were revoked, or the process stops: the batch is let go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A partition that was assigned, and where a consumer begins that never read it."""

    topic: str
    partition: int
    topic_id: UUID
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to move a position: valid as long as nobody raised the epoch."""

    topic: str
    partition: int
    next: int
    epoch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """From where to where a batch moves the position of one partition."""

    topic: str
    partition: int
    epoch: int
    before: int
    after: int


_TAKE = """
INSERT INTO consumer_offset AS o (consumer, topic, partition, topic_id, next, epoch)
SELECT $1, w.topic, w.partition, w.topic_id, w.start, 1
FROM unnest($2::text[], $3::integer[], $4::uuid[], $5::bigint[])
  AS w(topic, partition, topic_id, start)
ORDER BY w.topic, w.partition
ON CONFLICT (consumer, topic, partition) DO UPDATE SET
  epoch = o.epoch + 1,
  topic_id = excluded.topic_id,
  next = CASE WHEN o.topic_id <> excluded.topic_id THEN 0 ELSE o.next END
RETURNING topic, partition, next, epoch
"""


async def take(
    connection: asyncpg.Connection, consumer: str, wanted: Sequence[Wanted]
) -> Sequence[Lease]:
    """Take the leases of partitions, fencing off whoever had them.

    A topic with another id than the stored one is another topic of the same name (the broker lost
    its data): it is read from 0, and the inbox absorbs what had been applied.
    """
    rows = await connection.fetch(
        _TAKE,
        consumer,
        [one.topic for one in wanted],
        [one.partition for one in wanted],
        [one.topic_id for one in wanted],
        [one.start for one in wanted],
    )
    return [
        Lease(topic=row["topic"], partition=row["partition"], next=row["next"], epoch=row["epoch"])
        for row in rows
    ]


_MOVE = """
UPDATE consumer_offset AS o SET next = m.after
FROM unnest($2::text[], $3::integer[], $4::bigint[], $5::bigint[], $6::bigint[])
  AS m(topic, partition, epoch, before, after)
WHERE o.consumer = $1 AND o.topic = m.topic AND o.partition = m.partition
  AND o.epoch = m.epoch AND o.next = m.before
"""


async def move(connection: asyncpg.Connection, consumer: str, moves: Sequence[Move]) -> None:
    """Move the positions, as the first write of a batch: it proves the batch's place.

    Raises:
        Fenced: One of them is not ours to move; the transaction must be rolled back.
    """
    status = await connection.execute(
        _MOVE,
        consumer,
        [one.topic for one in moves],
        [one.partition for one in moves],
        [one.epoch for one in moves],
        [one.before for one in moves],
        [one.after for one in moves],
    )
    if status != f"UPDATE {len(moves)}":
        raise Fenced(f"{status} of {len(moves)}")


_HOLDS = """
SELECT count(*) FROM consumer_offset AS o
JOIN unnest($2::text[], $3::integer[], $4::bigint[]) AS m(topic, partition, epoch)
  USING (topic, partition)
WHERE o.consumer = $1 AND o.epoch = m.epoch
"""


async def hold(connection: asyncpg.Connection, consumer: str, moves: Sequence[Move]) -> None:
    """Ask whether the leases are still ours, before anything outside the batch is done.

    Raises:
        Fenced: One of them is not.
    """
    held = await connection.fetchval(
        _HOLDS,
        consumer,
        [one.topic for one in moves],
        [one.partition for one in moves],
        [one.epoch for one in moves],
    )
    if held != len(moves):
        raise Fenced(f"{held} of {len(moves)} leases")


async def rewind(connection: asyncpg.Connection, consumer: str, lease: Lease, to: int) -> None:
    """Set a position back inside a lease, where the broker's log ends before it."""
    await connection.execute(
        "UPDATE consumer_offset SET next = $5"
        " WHERE consumer = $1 AND topic = $2 AND partition = $3 AND epoch = $4",
        consumer,
        lease.topic,
        lease.partition,
        lease.epoch,
        to,
    )
