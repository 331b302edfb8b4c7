"""A tenant's rows are its own, also for somebody who holds the api role's password."""

from uuid import UUID

import asyncpg
import pytest

from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.catalogue import gaps

TABLES = ("note", "outbox", "idempotency", "timer")
CLOSED = ("relay_cursor", "inbox", "consumer_offset", "parked", "periodic_job", "operator_action")


async def made(bench: Bench) -> str:
    async with bench.client() as client:
        answer = await client.post(
            "/api/v1/notes", json={"title": "A"}, headers={"Idempotency-Key": "k"}
        )
        return answer.headers["location"]


async def test_foreign_and_unknown_ids_are_answered_alike(bench: Bench) -> None:
    path = await made(bench)
    async with bench.client(bench.another_tenant()) as client:
        foreign = await client.get(path)
        unknown = await client.get(f"/api/v1/notes/{new_id()}")
        patched = await client.patch(path, json={"title": "mine"})
        listed = await client.get("/api/v1/notes")
    bodies = [{**answer.json(), "request_id": None} for answer in (foreign, unknown)]
    assert foreign.status_code == unknown.status_code == patched.status_code == 404
    assert bodies[0] == bodies[1]
    assert listed.json() == {"items": [], "next": None}
    assert len(await bench.facts()) == 1


async def test_a_foreign_parent_is_as_unknown_as_any(bench: Bench) -> None:
    path = await made(bench)
    other = bench.another_tenant()
    async with bench.client(other) as client:
        answer = await client.post(
            "/api/v1/notes", json={"title": "B", "parent": path.rpartition("/")[2]}
        )
    assert (answer.status_code, answer.json()["code"]) == (404, "reference_unknown")
    assert await bench.facts(other.tenant) == []


async def test_without_a_tenant_the_api_role_reads_and_writes_nothing(bench: Bench) -> None:
    await made(bench)
    pool = bench.runtime.api_pool
    for setting in (None, "", str(new_id())):
        async with pool.acquire() as connection, connection.transaction():
            if setting is not None:
                await connection.execute("SELECT set_config('kontor.tenant', $1, true)", setting)
            assert await connection.fetchval("SELECT count(*) FROM note") == 0
            assert await connection.fetchval("SELECT count(*) FROM idempotency") == 0
            assert await connection.execute("UPDATE note SET title = 'x'") == "UPDATE 0"
            assert await connection.execute("DELETE FROM note") == "DELETE 0"


async def test_a_row_of_another_tenant_cannot_be_written(bench: Bench) -> None:
    pool = bench.runtime.api_pool
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("SELECT set_config('kontor.tenant', $1, true)", str(new_id()))
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(
                "INSERT INTO timer VALUES ($1, 'k', now(), 'ring', '{}', 0, 0)", bench.tenant
            )
        await transaction.rollback()


@pytest.mark.parametrize("table", CLOSED)
async def test_the_machinery_is_closed_to_the_api_role(bench: Bench, table: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await bench.runtime.api_pool.fetch(f"SELECT * FROM {table}")


async def test_the_outbox_can_only_be_written_by_the_api_role(bench: Bench) -> None:
    for attempt in ("SELECT * FROM outbox", "UPDATE outbox SET key = ''", "DELETE FROM outbox"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await bench.runtime.api_pool.execute(attempt)


async def test_the_worker_role_sees_no_record(bench: Bench) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await bench.runtime.worker_pool.fetch("SELECT * FROM note")


async def test_nothing_is_seen_past_row_security(bench: Bench) -> None:
    assert await gaps(bench.runtime.worker_pool, "sample") == []


async def test_reads_find_their_rows_by_an_index(bench: Bench) -> None:
    path = await made(bench)
    note_id = UUID(path.rpartition("/")[2])
    async with bench.runtime.api_pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT set_config('kontor.tenant', $1, true)", str(bench.tenant))
        await connection.execute("SET LOCAL enable_seqscan = off")
        plan = await connection.fetch(
            "EXPLAIN SELECT * FROM note WHERE tenant_id = $1 AND id = $2", bench.tenant, note_id
        )
    assert any("note_pkey" in row[0] for row in plan)
    async with bench.client() as client:
        assert (await client.get(path)).status_code == 200
        page = await client.get("/api/v1/notes")
    assert [item["id"] for item in page.json()["items"]] == [str(note_id)]


async def test_no_transaction_of_an_app_role_stays_open(bench: Bench) -> None:
    """One that did would hold back every relay of the server, whose limit is this role's setting."""
    pools = (bench.runtime.api_pool, bench.runtime.worker_pool)
    limits = [await pool.fetchval("SHOW transaction_timeout") for pool in pools]
    assert limits == ["2s", "2s"]
    for pool in pools:
        async with pool.acquire() as connection:
            await connection.execute("BEGIN; SET LOCAL transaction_timeout = '100ms'")
            with pytest.raises(asyncpg.PostgresError, match="transaction timeout"):
                await connection.execute("SELECT pg_current_xact_id(), pg_sleep(5)")
    idle = [await pool.fetchval("SHOW idle_in_transaction_session_timeout") for pool in pools]
    assert idle == ["3s", "3s"]
    assert await bench.runtime.api_pool.fetchval("SHOW lock_timeout") == "1s"
