"""What the relay's tests stand on: engines of their own, an outbox for each test, its topics.

Engines of their own, because a transaction left open in any database of a server holds back every
relay on it, and because some tests take the broker away.
"""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

import asyncpg
import psutil
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaException, Message, TopicPartition
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourceType,
)
from prometheus_client import CollectorRegistry

from kontor_chassis.database import platform_v1
from kontor_chassis.database.roles import provision
from kontor_chassis.ids import new_id
from kontor_chassis.relay.loop import Relay
from kontor_chassis.relay.metrics import RelayMetrics
from kontor_chassis.relay.nudge import Nudge

SERVICE = "relaytest"
_PASSWORD = "relaytest"
_TEMPLATE = "relaytest_template"
INSERT = (
    "INSERT INTO outbox (shard, id, tenant_id, topic, key, headers, payload)"
    " VALUES ($1, $2, $3, $4, $5, $6::text::jsonb, $7)"
)
TENANT = new_id()


async def eventually(condition: Callable[[], Awaitable[Any]], within_s: float = 20.0) -> Any:
    """Ask until the answer is true, and return it; fail when that takes too long."""
    deadline = monotonic() + within_s
    while not (answer := await condition()):
        assert monotonic() < deadline, "did not happen in time"
        await asyncio.sleep(0.01)
    return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """A PostgreSQL and a Kafka that belong to these tests; their manager restarts what dies."""

    state: Path
    postgres: Mapping[str, Any]
    kafka: str

    async def connect(self, database: str, user: str = "", **settings: str) -> asyncpg.Connection:
        connection: asyncpg.Connection = await asyncpg.connect(
            host=self.postgres["host"],
            port=self.postgres["port"],
            user=user or self.postgres["user"],
            password=_PASSWORD if user else self.postgres["password"],
            database=database,
            server_settings={"jit": "off", **settings},
        )
        return connection

    def broker(self) -> psutil.Process:
        port = int(self.kafka.rsplit(":", 1)[1])
        [pid] = {
            seen.pid
            for seen in psutil.net_connections("tcp")
            if seen.status == psutil.CONN_LISTEN and getattr(seen.laddr, "port", 0) == port
        }
        return psutil.Process(pid)

    def make_broker_forget(self) -> None:
        """Delete the broker's data and kill it: it comes back empty, with the declared topics."""
        shutil.rmtree(self.state / "kafka" / "data")
        self.broker().kill()

    async def broker_answers(self) -> bool:
        admin = AdminClient({"bootstrap.servers": self.kafka, "log_level": 0})
        try:
            return bool((await asyncio.to_thread(admin.list_topics, timeout=1)).brokers)
        except KafkaException:
            return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """A database with the platform's tables, for one test."""

    engines: Engines
    database: str

    async def connect(self, role: str = "worker", **settings: str) -> asyncpg.Connection:
        user = "" if role == "admin" else f"{SERVICE}_{role}"
        return await self.engines.connect(self.database, user, **settings)

    @asynccontextmanager
    async def connected(self, role: str = "worker") -> AsyncIterator[asyncpg.Connection]:
        connection = await self.connect(role)
        try:
            yield connection
        finally:
            await connection.close(timeout=5)

    @asynccontextmanager
    async def elsewhere(self) -> AsyncIterator[asyncpg.Connection]:
        """Give the administrator's connection to another database of the same server."""
        connection = await self.engines.connect("postgres")
        try:
            yield connection
        finally:
            await connection.close(timeout=5)

    @asynccontextmanager
    async def pool(self) -> AsyncIterator[asyncpg.Pool]:
        async with asyncpg.create_pool(
            host=self.engines.postgres["host"],
            port=self.engines.postgres["port"],
            user=f"{SERVICE}_worker",
            password=_PASSWORD,
            database=self.database,
            min_size=0,
            max_size=3,
        ) as pool:
            yield pool

    async def fill(
        self, topic: str, count: int, *, shards: int = 1, keys: int = 50, since: int = 0
    ) -> None:
        """Write that many facts over some records, each with the next version of its record.

        Args:
            topic: Where they go.
            count: How many.
            shards: Over so many shards.
            keys: Over so many records.
            since: How many were written before.
        """
        async with self.connected() as connection:
            await connection.execute(
                """
                INSERT INTO outbox (shard, id, tenant_id, topic, key, headers, payload)
                SELECT (n % $3) % $4, gen_random_uuid(), $1, $2, 'record-' || n % $3,
                  jsonb_build_object('ce_recordversion', (n / $3 + 1)::text), 'state'
                FROM generate_series($6::int, $6::int + $5::int - 1) AS n
                """,
                TENANT,
                topic,
                keys,
                shards,
                count,
                since,
            )


async def write(
    connection: asyncpg.Connection,
    topic: str,
    key: str,
    version: int,
    *,
    shard: int = 0,
    payload: bytes = b"{}",
) -> None:
    """Insert one fact, in whatever transaction the connection is in."""
    headers = f'{{"ce_recordversion": "{version}"}}'
    await connection.execute(INSERT, shard, new_id(), TENANT, topic, key, headers, payload)


def tell(text: str) -> None:
    """Print a measured figure, for those who run tests with `-s`."""
    sys.stdout.write(f"\n{text}\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A message as a consumer sees it."""

    partition: int
    key: str
    version: int
    headers: Mapping[str, bytes]
    payload: bytes


def arrived(bootstrap: str, topic: str) -> list[Arrived]:
    """Return everything on a topic, partition by partition, in the order of each."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "relaytest",
            "enable.auto.commit": False,
            "enable.partition.eof": False,
            "log_level": 2,
        }
    )
    try:
        found: list[Arrived] = []
        for partition in consumer.list_topics(topic, timeout=10).topics[topic].partitions:
            here = TopicPartition(topic, partition, OFFSET_BEGINNING)
            _first, end = consumer.get_watermark_offsets(here, timeout=10)
            consumer.assign([here])
            found += _read_until(consumer, end)
        return found
    finally:
        consumer.close()


def _read_until(consumer: Consumer, end: int) -> list[Arrived]:
    found: list[Arrived] = []
    position = 0
    deadline = monotonic() + 20
    while position < end:
        assert monotonic() < deadline, "the topic cannot be read"
        for message in consumer.consume(5000, timeout=0.2):
            assert message.error() is None, message.error()
            position = (message.offset() or 0) + 1
            found.append(_arrived(message))
    return found


def _arrived(message: Message) -> Arrived:
    headers: dict[str, Any] = dict(message.headers() or [])
    key, partition = message.key(), message.partition()
    assert isinstance(key, bytes)
    assert partition is not None
    return Arrived(
        partition=partition,
        key=key.decode(),
        version=int(headers["ce_recordversion"]),
        headers=headers,
        payload=message.value() or b"",
    )


def versions(facts: Sequence[Arrived]) -> dict[str, list[int]]:
    """Return the versions of each record in the order in which they arrived."""
    by_key: dict[str, list[int]] = {}
    for fact in facts:
        by_key.setdefault(fact.key, []).append(fact.version)
    return by_key


def first_arrivals(seen: Sequence[int]) -> list[int]:
    """Return versions in the order of their first arrival; later ones are repetitions."""
    return list(dict.fromkeys(seen))


async def make_topic(engines: Engines, *, partitions: int = 2, **settings: str) -> str:
    """Create a topic of this test's own."""
    name = f"relaytest.{uuid4().hex[:12]}"
    await asyncio.to_thread(create_topic, engines.kafka, name, partitions, settings)
    return name


def create_topic(
    bootstrap: str, name: str, partitions: int = 2, settings: Mapping[str, str] | None = None
) -> None:
    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 2})
    wanted = NewTopic(name, partitions, 1, config=dict(settings or {}))
    for created in admin.create_topics([wanted], operation_timeout=10).values():
        created.result(timeout=20)


def limit_messages(bootstrap: str, topic: str, largest: int) -> None:
    """Let a topic take messages of at most so many bytes."""
    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 2})
    entry = ConfigEntry(
        "max.message.bytes", str(largest), incremental_operation=AlterConfigOpType.SET
    )
    wanted = ConfigResource(ResourceType.TOPIC, topic, incremental_configs=[entry])
    for done in admin.incremental_alter_configs([wanted]).values():
        done.result(timeout=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A relay that runs in this process."""

    task: "asyncio.Task[None]"
    metrics: RelayMetrics
    nudge: Nudge

    def published(self) -> int:
        return int(self.metrics.published._value.get())

    def is_active(self, shard: int = 0) -> bool:
        return bool(self.metrics.active.labels(shard)._value.get())

    def failures(self, reason: str) -> int:
        return int(self.metrics.failures.labels(reason)._value.get())


@asynccontextmanager
async def relaying(outbox: Outbox, *, shards: int = 1) -> AsyncIterator[Running]:
    """Run a relay as long as the block lasts."""
    metrics, nudge = RelayMetrics(CollectorRegistry()), Nudge()
    async with outbox.pool() as pool:
        relay = Relay(pool, outbox.connect, outbox.engines.kafka, shards, nudge, metrics)
        task = asyncio.create_task(relay.run())
        try:
            yield Running(task=task, metrics=metrics, nudge=nudge)
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def make_template(engines: Engines) -> None:
    """Create the roles and the database every test gets a copy of."""
    admin = await engines.connect("postgres")
    await admin.execute(f"DROP DATABASE IF EXISTS {_TEMPLATE} WITH (FORCE)")
    passwords = dict.fromkeys(("owner", "api", "worker"), _PASSWORD)
    await provision(admin, SERVICE, passwords, _TEMPLATE)
    await admin.close()
    owner = await engines.connect(_TEMPLATE, f"{SERVICE}_owner")
    statements: list[str] = ["CREATE TABLE alembic_version (version_num text)"]
    platform_v1.create(statements.append, SERVICE)
    for statement in statements:
        await owner.execute(statement)
    await owner.close()


@asynccontextmanager
async def new_outbox(engines: Engines) -> AsyncIterator[Outbox]:
    """Give a database that exists as long as the block lasts."""
    name = f"relaytest_{uuid4().hex[:12]}"
    admin = await engines.connect("postgres")
    try:
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {_TEMPLATE} OWNER {SERVICE}_owner")
        yield Outbox(engines=engines, database=name)
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await admin.close()
