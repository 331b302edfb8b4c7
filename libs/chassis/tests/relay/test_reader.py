"""The reader: nothing is skipped, everything is read by index, a batch has bounds."""

from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any

import asyncpg
import orjson

from kontor_chassis.outbox import partitions
from kontor_chassis.relay.cursor import Position
from kontor_chassis.relay.reader import BATCH_BYTES, PLAN_ONCE, READ, Batch, read
from libs.chassis.tests.relay.workbench import Outbox, tell, write

START = Position(0, 0)
_BY_NUMBER_ALONE = "SELECT seq, key FROM outbox WHERE seq > $1 ORDER BY seq"


def keys(batch: Batch | None) -> list[str]:
    return [row["key"] for row in batch.rows] if batch else []


async def test_a_late_commit_is_lost_by_its_number_alone_and_never_by_us(outbox: Outbox) -> None:
    async with (
        outbox.connected() as slow,
        outbox.connected() as quick,
        outbox.connected() as reader,
    ):
        writing = slow.transaction()
        await writing.start()
        await write(slow, "t", "took the lower number", 1)
        await write(quick, "t", "committed first", 1)

        seen_by_number = await reader.fetch(_BY_NUMBER_ALONE, 0)
        assert [row["key"] for row in seen_by_number] == ["committed first"]
        assert await read(reader, {0: START}) is None

        await writing.commit()
        assert await reader.fetch(_BY_NUMBER_ALONE, seen_by_number[-1]["seq"]) == []
        batch = await read(reader, {0: START})
        assert keys(batch) == ["took the lower number", "committed first"]
        assert batch is not None
        assert await read(reader, batch.end) is None


async def test_a_transaction_that_rolls_back_leaves_nothing_and_holds_nobody(
    outbox: Outbox,
) -> None:
    async with outbox.connected() as slow, outbox.connected() as reader:
        writing = slow.transaction()
        await writing.start()
        await write(slow, "t", "never happened", 1)
        await write(reader, "t", "happened", 1)
        assert await read(reader, {0: START}) is None
        await writing.rollback()
        assert keys(await read(reader, {0: START})) == ["happened"]


async def test_transaction_ids_are_compared_as_numbers(outbox: Outbox) -> None:
    async with outbox.connected() as connection:
        for xid in ("9", "10", "100"):
            await connection.execute(
                "INSERT INTO outbox (xid, shard, id, tenant_id, topic, key, headers, payload)"
                " VALUES ($1::text::xid8, 0, gen_random_uuid(), gen_random_uuid(), 't', $1, '{}',"
                " '')",
                xid,
            )
        # What the reader must not do: the alias of a cast column wins over the column.
        cast = await connection.fetch("SELECT xid::text AS xid FROM outbox ORDER BY xid")
        assert [row["xid"] for row in cast] == ["10", "100", "9"]
        assert keys(await read(connection, {0: START})) == ["9", "10", "100"]
        assert keys(await read(connection, {0: Position(9, 2**62)})) == ["10", "100"]


async def test_all_shards_are_read_in_one_statement_each_from_its_own_place(
    outbox: Outbox,
) -> None:
    async with outbox.connected() as connection:
        for version in (1, 2, 3):
            for shard in (0, 1, 2, 3):
                await write(connection, "t", f"{shard}", version, shard=shard)
        rows = await connection.fetch("SELECT shard, xid, seq FROM outbox ORDER BY seq")
        places = [(row["shard"], Position(row["xid"], row["seq"])) for row in rows]
        batch = await read(connection, {3: START, 0: START, 2: places[6][1], 1: places[9][1]})
        assert batch is not None
        assert [(row["shard"], row["seq"]) for row in batch.rows] == [
            (0, 1), (0, 5), (0, 9), (2, 11), (3, 4), (3, 8), (3, 12),
        ]  # fmt: skip
        assert batch.end == {0: places[8][1], 2: places[10][1], 3: places[11][1]}


async def test_a_batch_of_the_largest_facts_stays_within_its_bytes(outbox: Outbox) -> None:
    largest = 512 * 1024
    async with outbox.connected() as connection:
        for version in range(1, 41):
            await write(connection, "t", "a", version, payload=b"x" * largest)
        batch = await read(connection, {0: START})
        assert batch is not None
        assert len(batch.rows) == BATCH_BYTES // largest
        rest = await read(connection, batch.end)
        assert rest is not None
        assert len(batch.rows) + len(rest.rows) == 40


async def _a_day_and_more(outbox: Outbox) -> None:
    """Make 26 hourly partitions with facts in each."""
    now = datetime.now(UTC)
    async with outbox.connected("owner") as owner, outbox.connected("admin") as admin:
        for hours in range(24, -1, -8):
            await partitions.keep(owner, now - timedelta(hours=hours))
        for hours in range(21, -1, -1):
            start = (now - timedelta(hours=hours)).replace(minute=0, second=0, microsecond=0)
            name = start.strftime(partitions._NAME)
            if not await owner.fetchval("SELECT to_regclass($1)", name):
                await partitions._create(owner, start)
        assert await admin.fetchval("SELECT count(*) FROM pg_inherits") > 26
        await admin.execute(
            """
            INSERT INTO outbox (shard, id, tenant_id, topic, key, headers, payload, created_at)
            SELECT n % 4, gen_random_uuid(), gen_random_uuid(), 't', n::text, '{}', 'state',
              $1::timestamptz - make_interval(mins => n % 1300)
            FROM generate_series(1, 26000) AS n
            """,
            now,
        )
        await admin.execute("VACUUM ANALYZE outbox")


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in _nodes(part))]


async def test_every_partition_is_read_by_its_index_with_one_plan_for_all_polls(
    outbox: Outbox,
) -> None:
    await _a_day_and_more(outbox)
    async with outbox.connected() as worker:
        await worker.execute(PLAN_ONCE)
        await worker.execute(f"PREPARE poll AS {READ}")
        [[explained]] = await worker.fetch(
            "EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE poll('{0,1}', '{0,0}', '{0,0}', 100, 1000000)"
        )
        nodes = _nodes(orjson.loads(explained)[0]["Plan"])
        scans = [node for node in nodes if "Relation Name" in node]
        assert len(scans) > 26
        assert {node["Node Type"] for node in scans} == {"Index Scan"}
        assert all("ROW(xid, seq) >" in str(node["Index Cond"]) for node in scans)
        assert all("pg_snapshot_xmin" in str(node["Index Cond"]) for node in scans)
        assert not [node for node in nodes if node["Node Type"] == "Sort"]


async def test_a_poll_that_finds_nothing_is_planned_once(outbox: Outbox) -> None:
    await _a_day_and_more(outbox)
    async with outbox.connected() as as_it_comes, outbox.connected() as worker:
        await worker.execute(PLAN_ONCE)
        end = dict.fromkeys(range(4), START)
        while (batch := await read(worker, end)) is not None:
            end |= batch.end
        each_time = await _seconds_a_poll(as_it_comes, end)
        once = await _seconds_a_poll(worker, end)
        plans = await worker.fetchrow(
            "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement = $1",
            READ,
        )
    tell(
        f"a poll of 4 shards over 26 partitions: {each_time * 1e6:.0f} µs as it comes,"
        f" {once * 1e6:.0f} µs planned once"
    )
    assert plans is not None
    assert plans["custom_plans"] == 0
    assert plans["generic_plans"] > 200


async def _seconds_a_poll(worker: asyncpg.Connection, end: dict[int, Position]) -> float:
    for _ in range(20):
        assert await read(worker, end) is None
    begin = perf_counter()
    for _ in range(200):
        await read(worker, end)
    return (perf_counter() - begin) / 200
