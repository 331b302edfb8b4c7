"""Consumers under test: a migrated database, a topic and a consumer of each test's own."""

import asyncio
import contextlib
import os
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from kontor_chassis import failpoints
from kontor_chassis.consume.consumer import Consumer, Subscription
from kontor_chassis.consume.mirror import Mirror
from kontor_chassis.consume.runner import ConsumerRunner, Surroundings
from kontor_chassis.consume.topic_ids import TopicIds
from kontor_chassis.database import platform_v1
from kontor_chassis.database.roles import provision
from kontor_chassis.errors import Kind, Refusal
from kontor_chassis.ids import new_id
from kontor_chassis.testing import sample
from kontor_chassis.testing.engines import Engines
from kontor_chassis.testing.member import MemberOrder
from kontor_chassis.testing.sample import Message, Thing
from kontor_chassis.testing.stream import Stream, open_stream, until


class ThingRefused(Refusal):
    kind = Kind.CONFLICT


PASSWORDS = {role: f"test-{role}" for role in ("owner", "api", "worker")}
COLUMNS = ("name", "status", "company", "city", "organization", "amount", "labels", "seen_at")


@pytest.fixture(scope="session")
def engines() -> Engines:
    return Engines.found()


@pytest.fixture(scope="session")
async def database(engines: Engines) -> AsyncIterator[Mapping[str, Any]]:
    """A database with the platform's own tables; yields how to connect to it, by role."""
    name = f"t_consume_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}_{uuid4().hex[:8]}"
    admin = await engines.connect()
    await admin.execute("SELECT pg_advisory_lock(7)")  # roles are shared with parallel workers
    await provision(admin, "sample", PASSWORDS, name)
    await admin.execute("SELECT pg_advisory_unlock(7)")

    def arguments(role: str) -> dict[str, Any]:
        return {
            "host": engines.postgres["host"],
            "port": engines.postgres["port"],
            "database": name,
            "user": f"sample_{role}",
            "password": PASSWORDS[role],
        }

    owner = await asyncpg.connect(**arguments("owner"))
    statements = ["CREATE TABLE alembic_version (version_num text)"]
    platform_v1.create(statements.append, "sample")
    for statement in statements:
        await owner.execute(statement)
    await owner.close()
    yield {role: arguments(role) for role in PASSWORDS}
    await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    await admin.close()


@pytest.fixture(scope="session")
async def pool(database: Mapping[str, Any]) -> AsyncIterator[asyncpg.Pool]:
    """Connections of the worker role."""
    async with asyncpg.create_pool(**database["worker"], min_size=0, max_size=12) as opened:
        yield opened


@pytest.fixture(scope="session")
async def stream(engines: Engines) -> AsyncIterator[Stream]:
    async with open_stream(engines.kafka) as opened:
        yield opened


@dataclass(kw_only=True)
class Bed:
    """One test's consumer, topic, tenant and mirror."""

    stream: Stream
    pool: asyncpg.Pool
    database: Mapping[str, Any]
    name: str
    topic: str
    mirror: Mirror
    tenant: UUID = field(default_factory=new_id)

    def consumer(self, *subscriptions: Subscription) -> Consumer:
        return Consumer(name=self.name, subscriptions=subscriptions or (self.mirror,))

    @property
    def intake(self) -> str:
        return f"kontor.intake.{self.name}"

    @asynccontextmanager
    async def running(
        self, *subscriptions: Subscription, **around: Any
    ) -> AsyncIterator[ConsumerRunner]:
        """Run the consumer for the duration of a block; stop it as a process does."""
        surroundings = Surroundings(
            **{"pool": self.pool, "bootstrap": self.stream.bootstrap, **around}
        )
        runner = ConsumerRunner(self.consumer(*subscriptions), surroundings)
        task = asyncio.create_task(runner.run())
        try:
            yield runner
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def message(self, fact: Any, **changed: Any) -> Message:
        return sample.message(fact, self.tenant, **changed)

    def things(self, count: int, **fields: Any) -> list[Thing]:
        return [sample.a_thing(name=f"Thing {n}", amount=n, **fields) for n in range(count)]

    async def send(self, *messages: Message, partition: int | None = None) -> None:
        await self.stream.send(self.topic, messages, partition)

    async def ends(self) -> dict[int, int]:
        """Where the topic ends, partition by partition."""
        return dict(await TopicIds(self.stream.bootstrap).ends(self.topic))

    async def positions(self) -> dict[int, int]:
        rows = await self.pool.fetch(
            "SELECT partition, next FROM consumer_offset WHERE consumer = $1 AND topic = $2",
            self.name,
            self.topic,
        )
        return {row["partition"]: row["next"] for row in rows}

    async def drained(self, within: float = 20.0) -> None:
        """Wait until everything that is on the topic now was taken in."""
        ends = await self.ends()

        async def reached() -> bool:
            return await self.positions() == ends

        await until(reached, within)

    async def mirrored(self) -> dict[UUID, asyncpg.Record]:
        rows = await self.pool.fetch(
            f"SELECT * FROM {self.mirror.table} WHERE tenant_id = $1", self.tenant
        )
        return {row["id"]: row for row in rows}

    async def parked(self) -> Sequence[asyncpg.Record]:
        return await self.pool.fetch(
            "SELECT * FROM parked WHERE consumer = $1 ORDER BY position", self.name
        )

    async def letters(self) -> Sequence[asyncpg.Record]:
        return await self.pool.fetch(
            "SELECT * FROM outbox WHERE topic = $1 ORDER BY xid, seq", f"kontor.dlq.{self.name}"
        )

    async def inbox(self) -> int:
        return await self.pool.fetchval("SELECT count(*) FROM inbox WHERE consumer = $1", self.name)


MakeTable = Callable[[str], Awaitable[None]]


@pytest.fixture
async def make_table(database: Mapping[str, Any]) -> MakeTable:
    """Creates a table as the owner and lets the worker use it."""

    async def make(create: str) -> None:
        table = create.split()[2]
        owner = await asyncpg.connect(**database["owner"])
        try:
            await owner.execute(create)
            await owner.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            await owner.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            await owner.execute(f"CREATE POLICY worker ON {table} TO sample_worker USING (true)")
            await owner.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO sample_worker")
        finally:
            await owner.close()

    return make


@pytest.fixture
async def bed(
    stream: Stream, pool: asyncpg.Pool, database: Mapping[str, Any], make_table: MakeTable
) -> AsyncIterator[Bed]:
    number = uuid4().hex[:10]
    name, topic = f"t{number}", f"test.thing.{number}"
    mirror = Mirror(state=Thing, table=f"thing_{number}", columns=COLUMNS)
    await stream.make(topic, f"kontor.intake.{name}")
    await make_table(mirror.create_sql())
    sample.move_to(topic)
    yield Bed(stream=stream, pool=pool, database=database, name=name, topic=topic, mirror=mirror)
    failpoints.arm("")
    await stream.drop(topic, f"kontor.intake.{name}")


@pytest.fixture
def seen():
    """How often each fact took effect in a handler's memory; facts of one commit count."""
    return Counter()


@pytest.fixture
async def effects(bed, make_table):
    """A table of effects, one row each time a fact takes effect: doubled facts would show."""
    table = f"effect_{bed.name}"
    await make_table(
        f"CREATE TABLE {table} (n bigint GENERATED ALWAYS AS IDENTITY, fact uuid, key text, v int)"
    )

    class Effects:
        def __init__(self):
            self.broken = set()
            self.error = ThingRefused()

        async def write(self, connection, received):
            await connection.execute(
                f"INSERT INTO {table} (fact, key, v) VALUES ($1, $2, $3)",
                received.id,
                received.key,
                received.version,
            )
            if received.key in self.broken:
                raise self.error

        async def write_all(self, connection, facts):
            for received in facts:
                await self.write(connection, received)

        async def of(self, key):
            rows = await bed.pool.fetch(f"SELECT v FROM {table} WHERE key = $1 ORDER BY n", key)
            return [row["v"] for row in rows]

        async def count(self):
            return await bed.pool.fetchval(f"SELECT count(*) FROM {table}")

    return Effects()


@pytest.fixture
async def order(bed, make_table):
    effects = f"effect_{bed.name}"
    await make_table(
        f"CREATE TABLE {effects} (n bigint GENERATED ALWAYS AS IDENTITY, fact uuid, key text,"
        " v int, member text)"
    )
    return MemberOrder(
        database=bed.database["worker"],
        bootstrap=bed.stream.bootstrap,
        consumer=bed.name,
        topic=bed.topic,
        mirror=bed.mirror.table,
        effects=effects,
    )
