"""The inbox by days: partitions ahead of time, old ones dropped, odd ids in the default one."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from kontor_chassis.consume import inbox
from kontor_chassis.ids import new_id

NOW = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)


def made_on(moment):
    """A UUIDv7 of an instant."""
    rest = new_id().int & ((1 << 80) - 1)
    return UUID(int=int(moment.timestamp() * 1000) << 80 | rest)


@pytest.fixture
async def owner(database):
    connection = await asyncpg.connect(**database["owner"])
    yield connection
    rows = await connection.fetch(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
        " WHERE i.inhparent = 'inbox'::regclass AND c.relname <> 'inbox_default'"
    )
    for row in rows:
        await connection.execute(f"DROP TABLE {row['relname']}")
    await connection.close()


async def partitions(owner):
    rows = await owner.fetch(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
        " WHERE i.inhparent = 'inbox'::regclass ORDER BY 1"
    )
    return [row["relname"] for row in rows]


async def home_of(pool, identifier):
    return await pool.fetchval(
        "SELECT tableoid::regclass::text FROM inbox WHERE fact_id = $1", identifier
    )


async def take_in(pool, *ids):
    async with pool.acquire() as connection:
        return await inbox.keep_new(connection, "days", ids)


async def test_days_ahead_are_there_and_used(pool, owner):
    await inbox.keep_partitions(owner, NOW)
    assert await partitions(owner) == [
        "inbox_20260301", "inbox_20260302", "inbox_20260303", "inbox_20260304",
        "inbox_20260305", "inbox_default",
    ]  # fmt: skip
    today, tomorrow = made_on(NOW), made_on(NOW + timedelta(hours=1))
    assert await take_in(pool, today, tomorrow) == {today, tomorrow}
    assert await home_of(pool, today) == "inbox_20260302"
    assert await home_of(pool, tomorrow) == "inbox_20260303"
    assert await take_in(pool, today, tomorrow) == set()


async def test_a_second_run_changes_nothing(owner):
    await inbox.keep_partitions(owner, NOW)
    before = await partitions(owner)
    await inbox.keep_partitions(owner, NOW + timedelta(minutes=10))
    assert await partitions(owner) == before


async def test_ids_that_came_before_their_day_move_into_it(pool, owner):
    await inbox.keep_partitions(owner, NOW)
    early = made_on(NOW + timedelta(days=6))
    assert await take_in(pool, early) == {early}
    assert await home_of(pool, early) == "inbox_default"
    await inbox.keep_partitions(owner, NOW + timedelta(days=4))
    assert await home_of(pool, early) == "inbox_20260308"
    assert await take_in(pool, early) == set()


async def test_days_are_kept_for_35_and_then_dropped(pool, owner):
    await inbox.keep_partitions(owner, NOW)
    old = made_on(NOW)
    await take_in(pool, old)
    await inbox.keep_partitions(owner, NOW + timedelta(days=35))
    assert await take_in(pool, old) == set()
    await inbox.keep_partitions(owner, NOW + timedelta(days=36))
    assert "inbox_20260302" not in await partitions(owner)
    assert await take_in(pool, old) == {old}


async def test_what_is_no_uuidv7_is_known_all_the_same(pool, owner):
    await inbox.keep_partitions(owner, NOW)
    odd, ancient = uuid4(), UUID(int=7)
    assert await take_in(pool, odd, ancient) == {odd, ancient}
    assert await take_in(pool, odd, ancient) == set()
    assert await home_of(pool, ancient) == "inbox_default"
    await inbox.keep_partitions(owner, NOW)
    assert await take_in(pool, ancient) == {ancient}
    await pool.execute("DELETE FROM inbox WHERE fact_id = ANY($1)", [odd, ancient])


async def test_one_of_two_equal_ids_is_new(pool):
    one = new_id()
    assert await take_in(pool, one, one) == {one}
