"""Outbox partitions: made ahead, made up for, dropped only when relayed and a day old."""

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from kontor_chassis.outbox.partitions import AHEAD_HOURS, keep
from kontor_chassis.relay.cursor import Position, claim, move
from kontor_chassis.relay.reader import read
from libs.chassis.tests.relay.workbench import INSERT, TENANT, Outbox, eventually, write

NOW = datetime.now(UTC)
START = Position(0, 0)


def name_of(instant: datetime) -> str:
    return instant.strftime("outbox_%Y%m%d%H")


async def partitions(connection: asyncpg.Connection) -> set[str]:
    rows = await connection.fetch(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits"
        " WHERE inhparent = 'outbox'::regclass"
    )
    return {row["name"] for row in rows}


async def lies_in(connection: asyncpg.Connection) -> list[str]:
    rows = await connection.fetch("SELECT tableoid::regclass::text FROM outbox ORDER BY seq")
    return [row[0] for row in rows]


async def _write_at(outbox: Outbox, instant: datetime, key: str, shard: int = 0) -> None:
    async with outbox.connected("admin") as admin:
        await admin.execute(
            INSERT.replace("payload)", "payload, created_at)").replace("$7)", "$7, $8)"),
            shard,
            TENANT,
            TENANT,
            "t",
            key,
            '{"ce_recordversion": "1"}',
            b"{}",
            instant,
        )


async def _relay_all(outbox: Outbox, shards: int = 1) -> None:
    async with outbox.connected() as worker:
        start = await claim(worker, range(shards))
        batch = await read(worker, start)
        assert batch is not None
        await move(worker, start, batch.end)


async def test_the_next_hours_are_there_and_making_them_twice_changes_nothing(
    outbox: Outbox,
) -> None:
    async with outbox.connected("owner") as owner:
        await keep(owner, NOW)
        expected = {name_of(NOW + timedelta(hours=n)) for n in range(AHEAD_HOURS + 1)}
        assert await partitions(owner) == {"outbox_default", *expected}
        await keep(owner, NOW)
        assert await partitions(owner) == {"outbox_default", *expected}


async def test_facts_find_their_hour_with_numbers_from_one_sequence(outbox: Outbox) -> None:
    async with outbox.connected("owner") as owner, outbox.connected("admin") as admin:
        await keep(owner, NOW)
        await _write_at(outbox, NOW, "a")
        await _write_at(outbox, NOW + timedelta(hours=1), "b")
        await _write_at(outbox, NOW + timedelta(days=9), "c")
        assert await lies_in(admin) == [
            name_of(NOW),
            name_of(NOW + timedelta(hours=1)),
            "outbox_default",
        ]
        numbers = await admin.fetch("SELECT seq FROM outbox ORDER BY seq")
        assert [row["seq"] for row in numbers] == [1, 2, 3]


async def test_the_roles_reach_a_partition_through_the_outbox_only(outbox: Outbox) -> None:
    async with outbox.connected("owner") as owner, outbox.connected("api") as api:
        await keep(owner, NOW)
        async with api.transaction():
            await api.execute("SELECT set_config('kontor.tenant', $1, true)", str(TENANT))
            await write(api, "t", "a", 1)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await api.execute(f"INSERT INTO {name_of(NOW)} SELECT")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await api.fetch(f"SELECT * FROM {name_of(NOW)}")
    async with outbox.connected() as worker:
        batch = await read(worker, {0: START})
        assert batch is not None
        assert [row["key"] for row in batch.rows] == ["a"]


async def test_facts_written_before_their_partition_move_into_it_as_they_are(
    outbox: Outbox,
) -> None:
    async with outbox.connected("owner") as owner, outbox.connected("admin") as admin:
        for key in ("a", "b", "c"):
            await _write_at(outbox, NOW, key)
        before = await admin.fetch("SELECT * FROM outbox ORDER BY seq")
        await keep(owner, NOW)
        assert await lies_in(admin) == [name_of(NOW)] * 3
        assert await admin.fetch("SELECT * FROM outbox ORDER BY seq") == before


async def test_an_hour_is_dropped_when_it_is_relayed_and_a_day_old(outbox: Outbox) -> None:
    then = NOW - timedelta(hours=25)
    async with outbox.connected("owner") as owner:
        await keep(owner, then)
        await _write_at(outbox, then, "old")
        await _relay_all(outbox)
        await keep(owner, then + timedelta(hours=23))
        assert name_of(then) in await partitions(owner)
        await keep(owner, NOW)
        assert name_of(then) not in await partitions(owner)
        assert name_of(then + timedelta(hours=2)) in await partitions(owner)


@pytest.mark.parametrize("unrelayed", ["row", "shard"])
async def test_what_was_not_relayed_is_kept_however_old(outbox: Outbox, unrelayed: str) -> None:
    then = NOW - timedelta(days=3)
    async with outbox.connected("owner") as owner, outbox.connected("admin") as admin:
        await keep(owner, then)
        await _write_at(outbox, then, "relayed")
        await _relay_all(outbox)
        await _write_at(outbox, then, "waits", shard=0 if unrelayed == "row" else 3)
        await keep(owner, NOW)
        assert name_of(then) in await partitions(owner)
        assert await lies_in(admin) == [name_of(then)] * 2
        await _relay_all(outbox, shards=4)
        await keep(owner, NOW)
        assert name_of(then) not in await partitions(owner)
        assert await lies_in(admin) == []


async def test_the_default_partition_is_emptied_of_what_is_done_with(outbox: Outbox) -> None:
    async with outbox.connected("owner") as owner, outbox.connected("admin") as admin:
        await _write_at(outbox, NOW - timedelta(days=2), "old")
        await _relay_all(outbox)
        await _write_at(outbox, NOW - timedelta(days=2), "old, not relayed")
        await _write_at(outbox, NOW + timedelta(days=9), "young")
        await keep(owner, NOW)
        rows = await admin.fetch("SELECT key FROM outbox ORDER BY seq")
        assert [row["key"] for row in rows] == ["old, not relayed", "young"]


async def test_upkeep_gives_way_to_a_writer_and_holds_none_up_for_long(outbox: Outbox) -> None:
    then = NOW - timedelta(days=2)
    async with (
        outbox.connected("owner") as owner,
        outbox.connected("admin") as slow,
        outbox.connected() as quick,
    ):
        await keep(owner, then)
        await _write_at(outbox, then, "old")
        await _relay_all(outbox)
        writing = slow.transaction()
        await writing.start()
        await write(slow, "t", "slow", 1)
        upkeep = asyncio.create_task(keep(owner, NOW))
        loop, longest = asyncio.get_running_loop(), 0.0

        async def is_done() -> bool:
            nonlocal longest
            began = loop.time()
            await write(quick, "t", "quick", 1)
            longest = max(longest, loop.time() - began)
            return upkeep.done()

        await eventually(is_done)
        await upkeep
        assert longest < 0.5
        assert name_of(then) in await partitions(owner)
        await writing.commit()
        await keep(owner, NOW)
        assert name_of(then) not in await partitions(owner)
