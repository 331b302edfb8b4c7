"""A record and its fact commit together or not at all."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from kontor_chassis.database.pool import connect
from kontor_chassis.testing.bench import Bench


@pytest.fixture
async def owner(bench: Bench) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect("sample", bench.runtime.settings.database, "owner")
    yield connection
    await connection.close()


async def test_without_its_fact_no_record_is_stored(
    bench: Bench, owner: asyncpg.Connection
) -> None:
    async with bench.client() as client:
        path = (await client.post("/api/v1/notes", json={"title": "A"})).headers["location"]
        await owner.execute("REVOKE INSERT ON outbox FROM sample_api")
        try:
            made = await client.post("/api/v1/notes", json={"title": "B"})
            changed = await client.patch(path, json={"title": "C"})
        finally:
            await owner.execute("GRANT INSERT ON outbox TO sample_api")
        assert (made.status_code, changed.status_code) == (500, 500)
        notes = (await client.get("/api/v1/notes")).json()["items"]
    assert [(note["title"], note["version"]) for note in notes] == [("A", 1)]
    assert [fact.version for fact in await bench.facts()] == [1]


async def test_without_its_record_no_fact_leaves(bench: Bench, owner: asyncpg.Connection) -> None:
    await owner.execute("REVOKE INSERT ON note FROM sample_api")
    try:
        async with bench.client() as client:
            refused = await client.post("/api/v1/notes", json={"title": "A"})
    finally:
        await owner.execute("GRANT INSERT ON note TO sample_api")
    assert refused.status_code == 500
    assert await bench.facts() == []
