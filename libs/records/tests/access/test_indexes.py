"""Rights cost little: what a user of little may see is found by indexes, under row security."""

from uuid import UUID

import pytest
from sqlalchemy import select

from kontor_chassis.database.statements import TENANT, compiled
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.engines import Engines
from kontor_records.access.rows import Rows
from kontor_records.testing.realm import Realm
from libs.records.tests.access.sample import BARGAIN, TABLE

_FILL = """
INSERT INTO bargain (tenant_id, id, version, owner, created_at, created_by, updated_at, updated_by,
 tags, custom, access, holds, name, stage)
SELECT $1, gen_random_uuid(), 1, md5((n % 400)::text)::uuid, now(), 'x', now(), 'x',
 '[]', '{}', '{}', '[]', 'N ' || n, 'open' FROM generate_series(1, 40000) AS n
"""
_SHARE = """
INSERT INTO record_principal SELECT tenant_id, 'realm.bargain', id, 'user',
 CASE WHEN row_number() OVER (ORDER BY id) <= 30 THEN $2::uuid ELSE owner END, 'read', 'infinity'
 FROM bargain WHERE tenant_id = $1
"""
_SHARED = "SELECT record FROM record_principal WHERE tenant_id = $1 AND principal = $2 LIMIT 1"


@pytest.fixture
async def anna(bench: Bench, realm: Realm) -> UUID:
    return await realm.user(profiles=[await realm.profile()])


@pytest.fixture
async def shared(bench: Bench, anna: UUID, engines: Engines) -> UUID:
    """One of thirty bargains out of forty thousand that are shared with the user."""
    connection = await engines.connect(bench.runtime.settings.database.name)
    try:
        await connection.execute(_FILL, bench.tenant)
        await connection.execute(_SHARE, bench.tenant, anna)
        await connection.execute("ANALYZE bargain, record_principal")
        found: UUID = await connection.fetchval(_SHARED, bench.tenant, anna)
    finally:
        await connection.close()
    return found


@pytest.fixture
async def rows(realm: Realm, anna: UUID) -> Rows:
    plan = (await realm.rights(anna)).plan("read", BARGAIN)
    assert isinstance(plan, Rows)
    return plan


async def planned(bench: Bench, rows: Rows, *, single: bool, record: UUID | None = None) -> str:
    statement = select(TABLE.c.id).where(
        TABLE.c.tenant_id == TENANT, rows.clause(TABLE, single=single)
    )
    statement = (
        statement.where(TABLE.c.id == record)
        if record
        else statement.order_by(TABLE.c.name, TABLE.c.id).limit(50)
    )
    found = compiled(statement)
    arguments = found.arguments({"tenant": bench.tenant, **rows.values()})
    async with bench.runtime.api_pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SELECT set_config('kontor.tenant', '{bench.tenant}', true)")
        lines = await connection.fetch(f"EXPLAIN (ANALYZE, COSTS OFF) {found.sql}", *arguments)
    return "\n".join(line[0] for line in lines)


@pytest.mark.usefixtures("shared")
async def test_a_list_of_little_unites_the_indexes(bench: Bench, rows: Rows) -> None:
    plan = await planned(bench, rows, single=False)
    for index in (
        "BitmapOr", "bargain_by_owner", "bargain_by_owner_group", "bargain_pkey",
        "record_principal_by_principal",
    ):  # fmt: skip
        assert index in plan, plan
    assert "Seq Scan" not in plan, plan
    assert "rows=30" in plan, plan


async def test_one_record_looks_its_own_shares_up(bench: Bench, rows: Rows, shared: UUID) -> None:
    plan = await planned(bench, rows, single=True, record=shared)
    assert "bargain_pkey" in plan, plan
    assert "(record = bargain.id)" in plan, plan
    assert "Seq Scan" not in plan, plan
    assert "rows=1" in plan, plan
