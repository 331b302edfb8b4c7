"""Parking: facts that failed wait as rows, and later facts of the same key queue up behind them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import asyncpg
import orjson

from kontor_chassis.consume.failures import Verdict
from kontor_chassis.consume.plain_text import texts_of
from kontor_chassis.consume.received import Received, Unreadable

QUEUED = "queued_behind"
"""The reason of a fact that did not fail: one before it did."""

_PARTITION, _OFFSET, _ERROR = "parked_partition", "parked_offset", "parked_error"
PLACE = frozenset({_PARTITION, _OFFSET, _ERROR})
"""Headers that are not the fact's own: where it stood, and the class of its last error."""

Key = tuple[str, str]
"""Topic and key: what is parked together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToPark:
    """A fact about to be parked: with a delay it is tried again, without one it is dead."""

    fact: Received | Unreadable
    verdict: Verdict | None = None
    delay: float | None = None

    @property
    def reason(self) -> str:
        """Why it is parked, as a stable word."""
        return self.verdict.reason if self.verdict else QUEUED

    @property
    def is_dead(self) -> bool:
        """Whether only an operator can release it."""
        return self.verdict is not None and self.delay is None

    def headers(self) -> Mapping[str, str]:
        """Return the fact's own headers and where it stood."""
        return {
            **texts_of(self.fact.headers),
            _PARTITION: str(self.fact.partition),
            _OFFSET: str(self.fact.offset),
            _ERROR: self.verdict.error if self.verdict else "",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A parked fact as it stands in the table."""

    position: int
    consumer: str
    topic: str
    key: str
    fact_id: UUID
    tenant: UUID | None
    headers: Mapping[str, str]
    payload: bytes = field(repr=False)
    reason: str
    attempt: int
    next_try_at: datetime | None
    state: str
    parked_at: datetime

    @property
    def partition(self) -> int:
        """The partition it was read from."""
        return int(self.headers.get(_PARTITION, "0"))

    @property
    def offset(self) -> int:
        """The offset it was read at."""
        return int(self.headers.get(_OFFSET, "0"))

    @property
    def error(self) -> str:
        """The class of the error it failed with the last time."""
        return self.headers.get(_ERROR, "")


COLUMNS = (
    "position, consumer, topic, key, fact_id, tenant_id, headers, payload, reason, attempt,"
    " next_try_at, state, parked_at"
)

_PARK = """
INSERT INTO parked
  (consumer, topic, key, fact_id, tenant_id, headers, payload, reason, attempt, next_try_at, state)
SELECT $1, r.topic, r.key, r.fact_id, r.tenant_id, r.headers::jsonb, r.payload, r.reason, r.attempt,
  now() + r.delay * interval '1 second', r.state
FROM unnest($2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::bytea[], $8::text[],
    $9::integer[], $10::float8[], $11::text[])
  WITH ORDINALITY AS r(topic, key, fact_id, tenant_id, headers, payload, reason, attempt, delay,
    state, place)
ORDER BY r.place
"""


async def park(connection: asyncpg.Connection, consumer: str, rows: Sequence[ToPark]) -> None:
    """Park facts in this order."""
    await connection.execute(
        _PARK,
        consumer,
        [row.fact.topic for row in rows],
        [row.fact.key for row in rows],
        [row.fact.id for row in rows],
        [row.fact.tenant for row in rows],
        [orjson.dumps(row.headers()).decode() for row in rows],
        [row.fact.payload for row in rows],
        [row.reason for row in rows],
        [1 if row.verdict else 0 for row in rows],
        [row.delay for row in rows],
        ["dead" if row.is_dead else "waiting" for row in rows],
    )


_HELD = """
SELECT k.topic, k.key FROM unnest($2::text[], $3::text[]) AS k(topic, key)
WHERE EXISTS (
  SELECT FROM parked p WHERE p.consumer = $1 AND p.topic = k.topic AND p.key = k.key)
"""


async def held(connection: asyncpg.Connection, consumer: str, keys: Iterable[Key]) -> set[Key]:
    """Return those keys that have parked facts: what comes for them queues up."""
    asked = list(keys)
    rows = await connection.fetch(
        _HELD, consumer, [topic for topic, _ in asked], [key for _, key in asked]
    )
    return {(row["topic"], row["key"]) for row in rows}


async def due(connection: asyncpg.Connection, consumer: str, limit: int) -> Sequence[Key]:
    """Return keys whose first fact is due for another try."""
    rows = await connection.fetch(
        "SELECT topic, key FROM parked WHERE consumer = $1 AND next_try_at <= now()"
        " AND state = 'waiting' ORDER BY next_try_at LIMIT $2",
        consumer,
        limit,
    )
    return [(row["topic"], row["key"]) for row in rows]


async def queue(
    connection: asyncpg.Connection, consumer: str, key: Key, limit: int
) -> Sequence[Parked]:
    """Return the first facts of a key, up to one that is dead."""
    rows = await connection.fetch(
        f"SELECT {COLUMNS} FROM parked WHERE consumer = $1 AND topic = $2 AND key = $3"
        " ORDER BY position LIMIT $4",
        consumer,
        *key,
        limit,
    )
    found: list[Parked] = []
    for row in rows:
        if row["state"] == "dead":
            break
        found.append(parked_of(row))
    return found


async def release(
    connection: asyncpg.Connection, consumer: str, positions: Sequence[int]
) -> set[int]:
    """Take rows out, inside the transaction that applies them.

    Returns:
        The positions that were still there; another member may have been faster.
    """
    rows = await connection.fetch(
        "DELETE FROM parked WHERE consumer = $1 AND position = ANY($2::bigint[])"
        " AND state = 'waiting' RETURNING position",
        consumer,
        positions,
    )
    return {row["position"] for row in rows}


async def try_later(
    connection: asyncpg.Connection, row: Parked, found: Verdict, delay: float | None
) -> bool:
    """Note that a parked fact failed again; without a delay it is dead from now on.

    Returns:
        Whether the row was still there as it was read.
    """
    status: str = await connection.execute(
        "UPDATE parked SET attempt = attempt + 1, reason = $3,"
        " headers = headers || jsonb_build_object('parked_error', $4::text),"
        " next_try_at = now() + $5::float8 * interval '1 second',"
        " state = CASE WHEN $5::float8 IS NULL THEN 'dead' ELSE 'waiting' END"
        " WHERE position = $1 AND attempt = $2 AND state = 'waiting'",
        row.position,
        row.attempt,
        found.reason,
        found.error,
        delay,
    )
    return status == "UPDATE 1"


async def wake(connection: asyncpg.Connection, consumer: str, key: Key) -> None:
    """Make the first fact of a key due now, if it only waited for one before it."""
    await connection.execute(
        "UPDATE parked SET next_try_at = now() WHERE position = ("
        " SELECT position FROM parked WHERE consumer = $1 AND topic = $2 AND key = $3"
        " ORDER BY position LIMIT 1) AND state = 'waiting' AND next_try_at IS NULL",
        consumer,
        *key,
    )


async def wake_forgotten(connection: asyncpg.Connection, consumer: str) -> None:
    """Make due what came to stand first while the one before it was being released.

    A batch that saw a key still parked may queue a fact behind a row that is gone when it commits.
    """
    await connection.execute(
        "UPDATE parked SET next_try_at = now() WHERE position IN ("
        " SELECT min(position) FROM parked WHERE consumer = $1 GROUP BY topic, key)"
        " AND state = 'waiting' AND next_try_at IS NULL",
        consumer,
    )


async def counts(connection: asyncpg.Connection, consumer: str) -> Mapping[str, int]:
    """Count the parked facts by state."""
    rows = await connection.fetch(
        "SELECT state, count(*) AS n FROM parked WHERE consumer = $1 GROUP BY state", consumer
    )
    return {"waiting": 0, "dead": 0} | {row["state"]: row["n"] for row in rows}


def parked_of(row: asyncpg.Record) -> Parked:
    """Read a row of the table."""
    values = {name: value for name, value in row.items() if name not in {"tenant_id", "headers"}}
    return Parked(tenant=row["tenant_id"], headers=orjson.loads(row["headers"]), **values)


FORGOTTEN_AFTER = timedelta(days=31)
"""A day more than a fact is tried for: then nobody wants it, and it may hold personal data."""


async def forget(
    connection: asyncpg.Connection, before: datetime, limit: int = 500
) -> Sequence[Parked]:
    """Delete what was parked before an instant; what queued up behind it becomes due.

    Args:
        connection: A connection of the worker role, inside a transaction.
        before: Usually `FORGOTTEN_AFTER` ago.
        limit: Most rows at a time.

    Returns:
        What was deleted; nothing is skipped silently.
    """
    rows = await connection.fetch(
        f"DELETE FROM parked WHERE position IN (SELECT position FROM parked"
        f" WHERE parked_at < $1 ORDER BY position LIMIT $2) RETURNING {COLUMNS}",
        before,
        limit,
    )
    gone = [parked_of(row) for row in rows]
    for consumer, topic, key in {(row.consumer, row.topic, row.key) for row in gone}:
        await wake(connection, consumer, (topic, key))
    return gone
