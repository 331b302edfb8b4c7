"""What automation keeps of a record: found, and emptied of what it says of a person."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.statements import Statement
from kontor_chassis.database.unit_of_work import Row

ERASED: Final = "record_erased"
_SCOPE = "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s) "
_COUNT: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT"
    " (SELECT count(*) FROM run r WHERE r.tenant_id = $1 AND r.record_id = $2::uuid) AS run,"
    " (SELECT count(*) FROM step s JOIN run r ON r.tenant_id = s.tenant_id AND r.id = s.run"
    " WHERE r.tenant_id = $1 AND r.record_id = $2::uuid) AS step,"
    " (SELECT count(*) FROM assignment_log l"
    " WHERE l.tenant_id = $1 AND l.record_id = $2::uuid) AS assignment_log"
    " WHERE t.s IS NOT NULL) x",
    ("tenant", "record"),
)
_OPEN: Final = Statement(
    "SELECT id, kind, rule, rule_version, fact_id, record, record_id, fence FROM run"
    " WHERE tenant_id = $1::uuid AND record_id = $2::uuid"
    " AND state IN ('queued', 'running', 'waiting') ORDER BY position FOR UPDATE",
    ("tenant", "record"),
)
_END: Final = (
    "UPDATE run AS r SET state = 'cancelled', code = $3::text, ended_at = $4::timestamptz,"
    " next_try_at = 'infinity', fence = r.fence + 1 FROM i"
    " WHERE r.tenant_id = $1::uuid AND r.id = ANY($2::uuid[]) RETURNING 1"
)
_EMPTY_RUNS: Final = (
    "UPDATE run AS r SET explanation = '[]' FROM i"
    " WHERE r.tenant_id = $1::uuid AND r.record_id = $2::uuid AND r.id <> ALL($3::uuid[])"
    " RETURNING 1"
)
_EMPTY_STEPS: Final = (
    "UPDATE step AS s SET arguments = '{}' FROM i, run r"
    " WHERE s.tenant_id = $1::uuid AND r.tenant_id = s.tenant_id AND r.id = s.run"
    " AND r.record_id = $2::uuid RETURNING 1"
)
_EMPTY_LOGS: Final = (
    "UPDATE assignment_log AS l SET considered = '[]' FROM i"
    " WHERE l.tenant_id = $1::uuid AND l.record_id = $2::uuid RETURNING 1"
)


async def counted(ctx: Context, record: UUID) -> dict[str, int]:
    """Return how many rows say something of a record, by table; it reads beside."""
    (row,) = await ctx.unit.peek(_COUNT, record=record)
    return {name: count for name, count in dict(row).items() if count}


async def open_runs(ctx: Context, record: UUID) -> Sequence[Row]:
    """Return the runs of a record that have not ended, locked."""
    return await ctx.unit.all(_OPEN, record=record)


def forget(ctx: Context, record: UUID, unended: Sequence[UUID]) -> None:
    """Stage the end of what runs, and that nothing tells any more what stood in the record.

    What was decided, when and by which rule stays: figures over it are the same afterwards. The
    comparisons that failed and the texts of steps quote the record, and go.
    """
    ctx.unit.stage_rows(_END, ctx.tenant, list(unended), ERASED, ctx.now)
    ctx.unit.stage_rows(_EMPTY_RUNS, ctx.tenant, record, list(unended))
    ctx.unit.stage_rows(_EMPTY_STEPS, ctx.tenant, record)
    ctx.unit.stage_rows(_EMPTY_LOGS, ctx.tenant, record)
