"""What an operator may do with parked facts: look, replay, discard, and see how far consumers are.

The functions behind the admin routes and the command line. Every act is kept with its operator.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
import orjson

from kontor_chassis.consume import parking
from kontor_chassis.consume.parking import Parked
from kontor_chassis.consume.topic_ids import TopicIds
from kontor_chassis.errors import Kind, Refusal
from kontor_chassis.ids import new_id


class ParkedFactUnknown(Refusal):
    """There is no parked fact at this position, or it has been released meanwhile."""

    kind = Kind.NOT_FOUND


class ParkedFactNotDead(Refusal):
    """The fact is still being tried, or waits for one before it; only a dead one is replayed."""

    kind = Kind.CONFLICT


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which parked facts to list."""

    consumer: str | None = None
    state: str | None = None
    after: int = 0
    limit: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """How far a consumer is in one partition."""

    consumer: str
    topic: str
    partition: int
    next: int
    end: int | None

    @property
    def behind(self) -> int | None:
        """Messages not yet taken in; None where the topic is gone."""
        return None if self.end is None else max(self.end - self.next, 0)


async def listed(connection: asyncpg.Connection, wanted: Wanted) -> Sequence[Parked]:
    """List parked facts in the order in which they were parked."""
    rows = await connection.fetch(
        f"SELECT {parking.COLUMNS} FROM parked WHERE position > $1"
        " AND ($2::text IS NULL OR consumer = $2) AND ($3::text IS NULL OR state = $3)"
        " ORDER BY position LIMIT $4",
        wanted.after,
        wanted.consumer,
        wanted.state,
        wanted.limit,
    )
    return [parking.parked_of(row) for row in rows]


async def shown(connection: asyncpg.Connection, operator: str, position: int) -> Parked:
    """Show one parked fact with its data, and note who looked: it may tell of a person.

    Raises:
        ParkedFactUnknown: There is none at this position.
    """
    async with connection.transaction():
        row = await _found(connection, position)
        await _note(connection, operator, "show", row)
    return row


async def replay(connection: asyncpg.Connection, operator: str, position: int) -> Parked:
    """Let a dead fact be tried again; what queued up behind it follows once it is applied.

    Raises:
        ParkedFactUnknown: There is none at this position.
        ParkedFactNotDead: It is not given up.
    """
    async with connection.transaction():
        row = await _found(connection, position)
        if row.state != "dead":
            raise ParkedFactNotDead(position=position, state=row.state)
        await connection.execute(
            "UPDATE parked SET state = 'waiting', attempt = 0, next_try_at = NULL"
            " WHERE position = $1",
            position,
        )
        await parking.wake(connection, row.consumer, (row.topic, row.key))
        await _note(connection, operator, "replay", row)
    return row


async def discard(connection: asyncpg.Connection, operator: str, position: int) -> Parked:
    """Give a parked fact up for good; what queued up behind it follows at once.

    Raises:
        ParkedFactUnknown: There is none at this position.
    """
    async with connection.transaction():
        row = await _found(connection, position)
        await connection.execute("DELETE FROM parked WHERE position = $1", position)
        await parking.wake(connection, row.consumer, (row.topic, row.key))
        await _note(connection, operator, "discard", row)
    return row


async def forget_old(connection: asyncpg.Connection, now: datetime) -> int:
    """Delete parked facts that nobody released in a month, each noted.

    Returns:
        How many.
    """
    forgotten = 0
    while True:
        async with connection.transaction():
            gone = await parking.forget(connection, now - parking.FORGOTTEN_AFTER)
            for row in gone:
                await _note(connection, "service:retention", "forget", row)
        forgotten += len(gone)
        if not gone:
            return forgotten


async def lags(
    connection: asyncpg.Connection, topics: TopicIds, consumer: str | None = None
) -> Sequence[Lag]:
    """Say how far the consumers of this database are, by our own positions."""
    rows = await connection.fetch(
        "SELECT consumer, topic, partition, next FROM consumer_offset"
        " WHERE $1::text IS NULL OR consumer = $1 ORDER BY consumer, topic, partition",
        consumer,
    )
    there = await topics.ids({row["topic"] for row in rows}) if rows else {}
    ends = {topic: await topics.ends(topic) for topic in there}
    return [Lag(**row, end=ends.get(row["topic"], {}).get(row["partition"])) for row in rows]


async def _found(connection: asyncpg.Connection, position: int) -> Parked:
    row = await connection.fetchrow(
        f"SELECT {parking.COLUMNS} FROM parked WHERE position = $1 FOR UPDATE", position
    )
    if row is None:
        raise ParkedFactUnknown(position=position)
    return parking.parked_of(row)


async def _note(connection: asyncpg.Connection, operator: str, action: str, row: Parked) -> None:
    """Keep who did what to which fact; never what the fact held."""
    await connection.execute(
        "INSERT INTO operator_action (id, operator, action, detail) VALUES ($1, $2, $3, $4)",
        new_id(),
        operator,
        f"events.{action}",
        orjson.dumps(summary(row)).decode(),
    )


def summary(row: Parked) -> Mapping[str, Any]:
    """Describe a parked fact without its data, for lists, logs and the record of acts."""
    return {
        "position": row.position,
        "consumer": row.consumer,
        "topic": row.topic,
        "partition": row.partition,
        "offset": row.offset,
        "key": row.key,
        "fact": str(row.fact_id) if row.fact_id else None,
        "type": row.headers.get("ce_type"),
        "tenant": str(row.tenant) if row.tenant else None,
        "state": row.state,
        "reason": row.reason,
        "error": row.error,
        "attempt": row.attempt,
        "next_try_at": row.next_try_at.isoformat() if row.next_try_at else None,
        "parked_at": row.parked_at.isoformat(),
    }


def details(row: Parked) -> Mapping[str, Any]:
    """Describe a parked fact with its headers and its data, as text."""
    return {
        **summary(row),
        "headers": dict(row.headers),
        "data": row.payload.decode("utf-8", "backslashreplace"),
    }
