"""Every statement about duplicates, merges and bulk jobs is answered by an index, as the api role."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from kontor_chassis.database.statements import Statement
from kontor_chassis.ids import new_id
from kontor_chassis.stamps import begun
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.engines import Engines
from kontor_records.access.planner import EVERYTHING
from kontor_records.bulk import chunks, jobs, running
from kontor_records.duplicates import apart, finding, reading, scanning
from kontor_records.merging import aliases, references, repointing, unmerging
from kontor_records.storage import many
from libs.records.tests.sample.types import CABIN, SAILOR, Cabin

ID = UUID(int=7)
PLAN: Any = SAILOR.matching
CASES: list[tuple[Statement, dict[str, Any], dict[str, str]]] = [
    (
        finding._HITS,
        {"kinds": ["match:e"], "values": ["a"], "record_types": [SAILOR.record], "rows": 9},
        {"record_key": "kind"},
    ),
    (
        reading._compiled(SAILOR, PLAN, EVERYTHING, narrowed=False),
        {"ids": [ID]},
        {"sailor": "id"},
    ),
    (
        reading._compiled(SAILOR, PLAN, EVERYTHING, narrowed=True),
        {"ids": [ID], "together": [ID], "born_on": date(2000, 1, 2)},
        {"sailor": "id"},
    ),
    (apart._SAID, {"record": ID, "others": [ID]}, {"not_duplicate": "other"}),
    (
        scanning._KEYS,
        {"record_types": [SAILOR.record], "kind": "match:e", "after": "", "rows": 9},
        {"record_key": "kind"},
    ),
    (scanning._STATE, {"record_type": SAILOR.record}, {"duplicate_scan": "record_type"}),
    (
        scanning._PAIRS,
        {"record_type": SAILOR.record, "points": 101, "one": ID, "other": ID, "rows": 9},
        {"duplicate_pair": "points"},
    ),
    (aliases._CHAINS, {"records": [ID]}, {"merged_record": "loser"}),
    (aliases._NAMES, {"record": ID}, {"merged_record": "survivor"}),
    (repointing._MARKED, {"loser": ID, "rows": 9}, {"reference_origin": "loser"}),
    (unmerging._FAMILY, {"loser": ID}, {"merged_record": "loser"}),
    (
        references.holders_statement(SAILOR, "friends"),
        {"record_type": SAILOR.record, "kind": "refers:friends", "target_texts": ["a"], "rows": 9},
        {"record_key": "kind"},
    ),
    (jobs.GET, {"id": ID}, {"bulk_job": "id"}),
    (jobs._TOLD, {"job": ID, "after": -1, "rows": 9}, {"bulk_chunk": "job"}),
    (chunks._SEEN, {"job": ID, "seq": 1}, {"bulk_chunk": "seq", "bulk_job": "id"}),
]


def read_by(node: Any) -> Iterator[tuple[str, str, str]]:
    if "Relation Name" in node:
        yield node["Relation Name"], node["Node Type"], node.get("Index Cond", "")
    for child in node.get("Plans", ()):
        yield from read_by(child)


@pytest.mark.parametrize(("statement", "values", "expected"), CASES)
async def test_a_statement_uses_its_index(
    bench: Bench, statement: Statement, values: dict[str, Any], expected: dict[str, str]
) -> None:
    async with bench.runtime.api_pool.acquire() as connection, connection.transaction():
        # The tables of a test are so small that reading them whole would be right.
        await connection.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off"
        )
        arguments = statement.arguments({"tenant": bench.tenant, **values})
        found = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {statement.sql}", *arguments)
    plan = list(read_by(json.loads(found)[0]["Plan"]))
    assert {table for table, _, _ in plan} >= set(expected)
    for table, node, condition in plan:
        assert node in {"Index Scan", "Index Only Scan"}, (table, node)
        assert "tenant_id" in condition, (table, condition)
    for table, column in expected.items():
        assert any(column in condition for name, _, condition in plan if name == table), plan


async def test_who_refers_to_a_record_is_found_by_the_index_of_the_reference(
    bench: Bench, engines: Engines
) -> None:
    boats = [new_id() for _ in range(30)]
    async with bench.writing() as ctx:
        cabins = [
            begun(ctx, Cabin, {"name": str(place), "boat": boats[place % 30]})
            for place in range(900)
        ]
        many.create_many(ctx, CABIN, cabins)
    admin = await engines.connect(bench.runtime.settings.database.name)
    try:
        await admin.execute("ANALYZE cabin")
    finally:
        await admin.close()
    statement = references.holders_statement(CABIN, "boat")
    async with bench.runtime.api_pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off"
        )
        values = {"tenant": bench.tenant, "targets": boats[:2], "rows": 1001}
        arguments = statement.arguments(values)
        assert len(await connection.fetch(statement.sql, *arguments)) == 60
        found = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {statement.sql}", *arguments)
    (scan,) = read_by(json.loads(found)[0]["Plan"])
    assert scan[0] == "cabin"
    assert "boat = ANY" in scan[2]


async def test_the_worker_finds_open_jobs_and_old_ones_by_index(bench: Bench) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    for sql, arguments, table in (
        (running._CLAIM, (now, running._LEASE), "bulk_job"),
        (running._OPEN, (bench.tenant, ID, 9), "bulk_chunk"),
        (chunks._FORGET, (now,), "bulk_job"),
        (unmerging._FORGET_GIFTS, (now,), "merged_record"),
    ):
        async with bench.runtime.worker_pool.acquire() as connection, connection.transaction():
            await connection.execute("SET LOCAL enable_seqscan = off")
            found = await connection.fetchval(f"EXPLAIN (FORMAT JSON) {sql}", *arguments)
        nodes = {node for name, node, _ in read_by(json.loads(found)[0]["Plan"]) if name == table}
        assert "Seq Scan" not in nodes, (sql, nodes)
