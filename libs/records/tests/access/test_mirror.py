"""The mirror: facts in any order, of many tenants, twice; revisions that readers can go by."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from kontor_chassis.consume.received import Received
from kontor_chassis.runtime import Runtime
from kontor_chassis.testing.bench import Bench
from kontor_records.access.mirror import GRANT_MIRROR
from kontor_records.access.worlds import Worlds, renewed
from kontor_schemas.identity.grant import GrantChanged, RoleGrant, UserGrant


@pytest.fixture
def bench(runtime: Runtime) -> Bench:
    """The service with a tenant of which nothing is known yet."""
    return Bench(runtime)


def received(tenant: UUID, fact: GrantChanged) -> Received:
    return Received(
        id=uuid4(),
        type=fact.TYPE,
        tenant=tenant,
        subject=fact.subject,
        version=fact.version,
        time=datetime.now(UTC),
        actor="service:identity",
        causation_id=None,
        correlation_id=None,
        cause_depth=0,
        traceparent=None,
        topic=fact.TOPIC,
        partition=0,
        offset=0,
        key=fact.key,
        payload=fact.encode(),
        headers=(),
    )


def role(identifier: UUID, version: int, **fields: Any) -> GrantChanged:
    return GrantChanged(id=identifier, version=version, what="role", role=RoleGrant(**fields))


def gone(identifier: UUID, version: int) -> GrantChanged:
    return GrantChanged(id=identifier, version=version, what="role")


async def apply(bench: Bench, *facts: GrantChanged, tenant: UUID | None = None) -> None:
    async with bench.runtime.worker_pool.acquire() as connection, connection.transaction():
        batch = [received(tenant or bench.tenant, fact) for fact in facts]
        await GRANT_MIRROR.apply(connection, batch)


async def kept(bench: Bench) -> dict[UUID, tuple[int, bool, int]]:
    """Return version, presence and revision of everything."""
    rows = await bench.runtime.worker_pool.fetch(
        "SELECT id, version, body IS NOT NULL AS is_there, revision FROM access_grant"
        " WHERE tenant_id = $1",
        bench.tenant,
    )
    return {row["id"]: (row["version"], row["is_there"], row["revision"]) for row in rows}


async def test_the_newest_version_stays_whatever_the_order(bench: Bench) -> None:
    one, two = uuid4(), uuid4()
    await apply(bench, role(one, 2), role(one, 1), role(two, 1), role(one, 3))
    assert await kept(bench) == {one: (3, True, 1), two: (1, True, 1)}
    await apply(bench, role(one, 3), role(two, 1))  # the topic from its beginning once more
    assert await kept(bench) == {one: (3, True, 1), two: (1, True, 1)}
    await apply(bench, gone(one, 4))
    await apply(bench, role(one, 3))
    assert await kept(bench) == {one: (4, False, 3), two: (1, True, 1)}


async def test_a_reader_that_was_told_once_needs_only_what_is_new(bench: Bench) -> None:
    one, two, anna = uuid4(), uuid4(), uuid4()
    user = GrantChanged(id=anna, version=1, what="user", user=UserGrant(status="active", role=two))
    await apply(bench, role(one, 1), role(two, 1, parent=one), user)
    reader = bench.reading().unit
    first = await renewed(reader.all, bench.tenant, None)
    assert set(first.roles) == {one, two}
    assert first.users_below(anna) == frozenset()
    assert await renewed(reader.all, bench.tenant, first) is first
    await apply(bench, gone(two, 2))
    second = await renewed(reader.all, bench.tenant, first)
    assert (set(second.roles), set(first.roles)) == ({one}, {one, two})
    assert second.users[anna] is first.users[anna]
    whole = await renewed(reader.all, bench.tenant, None)
    assert (whole.grants, whole.revision) == (second.grants, second.revision)


async def test_batches_of_many_tenants_do_not_mix_and_do_not_wait_in_a_circle(
    bench: Bench,
) -> None:
    tenants = [uuid4() for _ in range(6)]
    one = uuid4()

    async def batch(order: list[UUID], version: int) -> None:
        async with bench.runtime.worker_pool.acquire() as connection, connection.transaction():
            facts = [received(tenant, role(one, version)) for tenant in order]
            await GRANT_MIRROR.apply(connection, facts)

    await asyncio.gather(*(batch(tenants[::step], v) for v, step in enumerate((1, -1) * 10, 1)))
    rows = await bench.runtime.worker_pool.fetch(
        "SELECT g.version, r.revision FROM access_grant g JOIN access_revision r USING (tenant_id)"
        " WHERE tenant_id = ANY($1)",
        tenants,
    )
    assert [(row["version"], row["revision"]) for row in rows] == [(20, 20)] * 6


async def test_no_revision_is_seen_before_a_smaller_one(bench: Bench) -> None:
    """A batch that took the next number and is slow to commit holds the one after it back."""
    one, two = uuid4(), uuid4()
    pool: asyncpg.Pool = bench.runtime.worker_pool
    async with pool.acquire() as slow:
        transaction = slow.transaction()
        await transaction.start()
        await GRANT_MIRROR.apply(slow, [received(bench.tenant, role(one, 1))])
        behind = asyncio.create_task(apply(bench, role(two, 1)))
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND query LIKE '%access_revision%'"
        )
        while not await pool.fetchval(waiting):
            assert not behind.done()
            await asyncio.sleep(0)
        await transaction.commit()
        await behind
    assert await kept(bench) == {one: (1, True, 1), two: (1, True, 2)}


async def test_the_api_reads_grants_and_cannot_write_them(bench: Bench) -> None:
    await apply(bench, role(uuid4(), 1))
    pool = bench.runtime.api_pool
    for statement in (
        "INSERT INTO access_grant VALUES (gen_random_uuid(), gen_random_uuid(), 1, 'role', NULL, 1)",
        "UPDATE access_grant SET body = NULL",
        "DELETE FROM access_grant",
        "UPDATE access_revision SET revision = 0",
    ):
        try:
            await pool.execute(statement)
        except asyncpg.InsufficientPrivilegeError:
            continue
        raise AssertionError(statement)


async def test_a_tenants_world_is_its_own(bench: Bench) -> None:
    mine, theirs = uuid4(), uuid4()
    await apply(bench, role(mine, 1))
    await apply(bench, role(theirs, 1), tenant=uuid4())
    assert set((await Worlds().current(bench.reading())).roles) == {mine}
