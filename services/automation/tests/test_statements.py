"""Every statement uses its index, under forced row security, when the tables are full."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kontor_automation.engine import claims, guard, pools, queries, rules_known, waiting
from kontor_automation.engine.model import ASSIGNMENT_LOG, RUN
from kontor_automation.records.assignment_rule.model import ASSIGNMENT_RULE
from kontor_automation.records.workflow.model import WORKFLOW
from kontor_chassis.database import paging
from kontor_chassis.database.statements import Statement
from kontor_chassis.ids import new_id
from kontor_chassis.testing.engines import Engines
from services.automation.tests.bed import Bed

_FILL = """
INSERT INTO run (tenant_id, id, kind, rule, rule_version, fact_id, fact_type, record, record_id,
 seen_version, state, explanation, cause_depth, correlation_id, created_at, next_try_at, ended_at)
SELECT $1, gen_random_uuid(), 'workflow', lpad((n % 50)::text, 32, '0')::uuid, 1, gen_random_uuid(), 'x', 'contacts.lead',
 gen_random_uuid(), 1, 'succeeded', '[]', n % 2, gen_random_uuid(), now() - n * interval '1 s',
 'infinity', now() FROM generate_series(1, 4000) n
"""
_FILL_LOG = """
INSERT INTO assignment_log (tenant_id, id, fact_id, record, record_id, seen_version, outcome,
 candidates, considered, reasons, created_at)
SELECT $1, gen_random_uuid(), gen_random_uuid(), 'contacts.lead', gen_random_uuid(), 1, 'no_rule',
 '[]', '[]', '[]', now() - n * interval '1 s' FROM generate_series(1, 4000) n
"""


_FILL_RULES = """
INSERT INTO assignment_rule (tenant_id, id, version, created_at, created_by, updated_at, updated_by,
 name, record, "order", is_active, countries, mode, pool_users)
SELECT $1, gen_random_uuid(), 1, now() - n * interval '1 s', 'x', now() - n * interval '1 s', 'x',
 'rule ' || n, 'record ' || n, n, n % 2 = 0, '[]', 'round_robin', '[]' FROM generate_series(1, 2000) n
"""
_FILL_WORKFLOWS = """
INSERT INTO workflow (tenant_id, id, version, created_at, created_by, updated_at, updated_by,
 name, is_active, "on", steps)
SELECT $1, gen_random_uuid(), 1, now() - n * interval '1 s', 'x', now() - n * interval '1 s', 'x',
 'workflow ' || n, n % 2 = 0, 'fact ' || n, '[]' FROM generate_series(1, 2000) n
"""


@pytest.fixture
async def full(bed: Bed, engines: Engines) -> AsyncIterator[Bed]:
    admin = await engines.connect(bed.bench.runtime.settings.database.name)
    await admin.execute(_FILL, bed.tenant)
    await admin.execute(_FILL_LOG, bed.tenant)
    await admin.execute(_FILL_RULES, bed.tenant)
    await admin.execute(_FILL_WORKFLOWS, bed.tenant)
    await admin.execute("ANALYZE run, assignment_log, assignment_rule, workflow")
    yield bed
    for table in ("run", "assignment_log", "assignment_rule", "workflow"):
        await admin.execute(f"DELETE FROM {table} WHERE tenant_id = $1", bed.tenant)
    await admin.close()


async def plan(pool: Any, sql: str, *arguments: object) -> str:
    async with pool.acquire() as connection, connection.transaction():
        # A handful of test rows would be scanned whatever indexes there are.
        await connection.execute("SET LOCAL enable_seqscan = off")
        rows = await connection.fetch(f"EXPLAIN {sql}", *arguments)
    return "\n".join(row[0] for row in rows)


@pytest.mark.parametrize(
    ("table", "filters", "index"),
    [
        (RUN, (), "run_by_created_at"),
        (RUN, ("record_id",), "run_of_record"),
        (RUN, ("rule",), "run_of_rule"),
        (ASSIGNMENT_LOG, (), "assignment_log_by_created_at"),
        (ASSIGNMENT_LOG, ("record_id",), "assignment_log_of_record"),
        (ASSIGNMENT_LOG, ("rule",), "assignment_log_of_rule"),
    ],
)
@pytest.mark.parametrize("following", [False, True])
async def test_pages_of_runs_and_decisions(
    full: Bed, table: Any, filters: tuple[str, ...], index: str, following: bool
) -> None:
    statement = queries._statement(table, filters, descending=True, following=following)
    now = full.bench.runtime.clock.now()
    values = {
        "tenant": full.tenant,
        "rows": 51,
        "after_value": now + timedelta(days=1),
        "after_id": new_id(),
        **{f"f_{name}": UUID(int=1) for name in filters},
    }
    sql, arguments = statement.sql, statement.arguments(values)
    found = await plan(full.bench.runtime.api_pool, sql, *arguments)
    assert f"Index Scan using {index} " in found or f"Backward using {index} " in found, found
    if filters != ("record_id",) and "rule" not in filters:
        rows = await full.bench.runtime.api_pool.fetch(sql, *arguments)
        assert len(rows) == 51


@pytest.mark.parametrize(
    ("table", "filters", "sort", "index"),
    [
        (ASSIGNMENT_RULE, (), "order", "assignment_rule_by_order"),
        (ASSIGNMENT_RULE, (), "name", "assignment_rule_by_name"),
        (ASSIGNMENT_RULE, (), "created_at", "assignment_rule_by_created_at"),
        (WORKFLOW, (), "updated_at", "workflow_by_updated_at"),
        (WORKFLOW, ("on",), "created_at", "workflow_of_on"),
        (WORKFLOW, ("is_active",), "created_at", "workflow_of_is_active"),
    ],
)
async def test_pages_of_rules(
    full: Bed, table: Any, filters: tuple[str, ...], sort: str, index: str
) -> None:
    statement: Statement = paging.page_statement(
        table, filters, sort, descending=True, following=False
    )
    given = {"f_on": "contacts.lead.created.v1", "f_is_active": True}
    values = {"tenant": full.tenant, "rows": 51, **given}
    found = await plan(full.bench.runtime.api_pool, statement.sql, *statement.arguments(values))
    assert index in found, found


async def test_the_engines_statements(full: Bed) -> None:
    now = full.bench.runtime.clock.now()
    ids, tenants = [new_id()], [full.tenant]
    expected = [
        (claims._CLAIM, (now, timedelta(seconds=20), 8), ["run_open", "run_of_record_open"]),
        (
            guard._COUNT,
            (tenants, ids, [1], ids, ids, now, 501),
            ["run_caused"],
        ),
        (pools._LOCK, (tenants, ids, [None], ["[]"], ids), ["turn_pkey", "run_decided_once"]),
        (rules_known._READ, (tenants, ["x"], [], [], []), ["active_rule_pkey"]),
        (waiting._RULES, (), ["run_waiting"]),
        (waiting._OLDEST, (full.tenant, ids[0], 100), ["run_waiting", "lead_mirror_pkey"]),
    ]
    for sql, arguments, indexes in expected:
        found = await plan(full.pool, sql, *arguments)
        for index in indexes:
            assert index in found, f"{index}:\n{found}"
        assert "Seq Scan on run" not in found, found
