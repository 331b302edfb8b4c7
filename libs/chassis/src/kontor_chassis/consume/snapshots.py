"""Snapshots: how a new consumer learns the states that were there before it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import structlog

from kontor_chassis.consume.backoff import Backoff
from kontor_chassis.consume.consumer import Consumer
from kontor_chassis.consume.topic_ids import TopicIds
from kontor_chassis.ids import new_id
from kontor_chassis.outbox.rows import shard_of
from kontor_schemas.envelope import Envelope
from kontor_schemas.fact import Snapshot
from kontor_schemas.registry import facts_of, standard_fact
from kontor_schemas.state import State
from kontor_schemas.topics import topic_named

_log = structlog.get_logger(__name__)

PAGE = 2000
"""States a request: answered well within a caller's patience."""
CHUNK = 200
"""States a transaction: short enough to hold no relay back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where a consumer begins in one partition of a live topic, once it has the snapshot."""

    topic: str
    partition: int
    topic_id: UUID
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotOrder:
    """What an owner is asked for: a page of its records of one type, for one consumer."""

    record: str
    consumer: str
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotAnswer:
    """What an owner answers once a page is in its outbox: where to begin, and whether to go on."""

    starts: Sequence[Start]
    next: str | None


AskSnapshot = Callable[[SnapshotOrder], Awaitable[SnapshotAnswer]]
"""Asks the owner of a record type for a page."""

States = Sequence[tuple[UUID, State]]
Source = Callable[[str | None, int], Awaitable[tuple[States, str | None]]]
"""Reads states of all tenants behind a cursor, at most so many; gives the next cursor, if any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """The service that sends its states."""

    service: str
    pool: asyncpg.Pool
    topics: TopicIds
    shards: int = 1


_INSERT = """
INSERT INTO outbox (shard, id, tenant_id, topic, key, headers, payload)
SELECT r.shard, r.id, r.tenant_id, $1, r.key, r.headers::jsonb, r.payload
FROM unnest($2::smallint[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::bytea[])
  AS r(shard, id, tenant_id, key, headers, payload)
"""


async def emit_snapshot(
    owner: Owner, order: SnapshotOrder, source: Source, now: datetime
) -> SnapshotAnswer:
    """Send a page of an owner's current states onto the intake topic of one consumer.

    The ends of the live topic are read before the first state: whatever changes afterwards lies
    behind them. The consumer begins at the ends that the first page names and sees a few states
    twice, which their versions absorb. Nothing is kept on the owner's side: a consumer that dies
    in between begins again.
    """
    starts = await starts_of(owner.topics, live_topic(order.record))
    states, following = await source(order.after, PAGE)
    rows = [_row(owner, tenant, state, now) for tenant, state in states]
    for begin in range(0, len(rows), CHUNK):
        columns = [list(column) for column in zip(*rows[begin : begin + CHUNK], strict=True)]
        await owner.pool.execute(_INSERT, f"kontor.intake.{order.consumer}", *columns)
    _log.info("snapshot_sent", record=order.record, consumer=order.consumer, states=len(rows))
    return SnapshotAnswer(starts=starts, next=following)


def live_topic(record: str) -> str:
    """Name the topic on which a record type's facts travel to everybody."""
    return next(fact.TOPIC for fact in facts_of(record) if not issubclass(fact, Snapshot))


async def starts_of(topics: TopicIds, topic: str) -> Sequence[Start]:
    """Return the present ends of a topic's partitions."""
    ids = await topics.ids([topic])
    ends = await topics.ends(topic)
    return [
        Start(topic=topic, partition=partition, topic_id=ids[topic], offset=end)
        for partition, end in sorted(ends.items())
    ]


_Row = tuple[int, UUID, UUID, str, str, bytes]


def _row(owner: Owner, tenant: UUID, state: State, now: datetime) -> _Row:
    kind: Any = standard_fact(type(state), "snapshot")
    fact: Snapshot[State] = kind(state=state)
    envelope = Envelope(
        id=new_id(),
        service=owner.service,
        type=fact.TYPE,
        subject=fact.subject,
        time=now,
        tenant_id=tenant,
        record_version=fact.record_version,
        actor=f"service:{owner.service}",
        dataschema=fact.SCHEMA,
    )
    headers = orjson.dumps(envelope.to_mapping()).decode()
    shard = shard_of(fact.key, owner.shards)
    return shard, envelope.id, tenant, fact.key, headers, fact.encode()


_BEGIN = """
INSERT INTO consumer_offset (consumer, topic, partition, topic_id, next)
SELECT $1, s.topic, s.partition, s.topic_id, s.next
FROM unnest($2::text[], $3::integer[], $4::uuid[], $5::bigint[])
  AS s(topic, partition, topic_id, next)
ON CONFLICT DO NOTHING
"""


async def bootstrap(
    pool: asyncpg.Pool, consumer: Consumer, ask: AskSnapshot, backoff: Backoff
) -> Mapping[str, int]:
    """Ask the owners for what a consumer that never read a topic cannot learn from it any more.

    Runs before the consumer joins its group. A topic that keeps the last fact of every key holds
    all states itself; for the others the owner is asked, until it answers.

    Returns:
        How many partitions begin behind a snapshot, by record type.
    """
    begun: dict[str, int] = {}
    for record in consumer.records:
        topic = live_topic(record)
        if _keeps_every_key(topic) or await _was_read(pool, consumer.name, topic):
            continue
        starts = await _whole_snapshot(record, consumer.name, ask, backoff)
        if starts is None:
            break
        await pool.execute(
            _BEGIN,
            consumer.name,
            [start.topic for start in starts],
            [start.partition for start in starts],
            [start.topic_id for start in starts],
            [start.offset for start in starts],
        )
        begun[record] = len(starts)
    return begun


async def _whole_snapshot(
    record: str, consumer: str, ask: AskSnapshot, backoff: Backoff
) -> Sequence[Start] | None:
    """Ask page by page, each until it is answered.

    Returns:
        The starts that the first page named; None once stopped.
    """
    starts: Sequence[Start] | None = None
    order = SnapshotOrder(record=record, consumer=consumer)
    while True:
        try:
            answer = await ask(order)
        except Exception as error:  # noqa: BLE001 - until the owner is there
            _log.warning("snapshot_waits", record=record, error=type(error).__name__)
            if not await backoff.wait():
                return None
            continue
        starts = answer.starts if starts is None else starts
        if answer.next is None:
            return starts
        order = replace(order, after=answer.next)


def _keeps_every_key(topic: str) -> bool:
    try:
        return topic_named(topic).cleanup == "compact"
    except KeyError:
        return False


async def _was_read(pool: asyncpg.Pool, consumer: str, topic: str) -> bool:
    found: bool = await pool.fetchval(
        "SELECT EXISTS (SELECT FROM consumer_offset WHERE consumer = $1 AND topic = $2)",
        consumer,
        topic,
    )
    return found
