"""Files: what was imported and exported may hold anybody, so all of it goes.

Nobody can tell whom a file names: it is cut, packed and spelled in its own way. What is at work is
left alone; whoever forgets comes back until everything that had begun before has ended.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from kontor_chassis.context import Context
from kontor_chassis.database.statements import Statement

PAUSE: Final = timedelta(seconds=30)
"""After so long whoever forgets comes back to what was at work."""
_IDLE_IMPORTS: Final = (
    "SELECT r.id FROM import_run r WHERE r.tenant_id = $1::uuid"
    " AND r.record_type = ANY($2::text[]) AND r.created_at <= $3::timestamptz AND r.work IS NULL"
)
_FILES: Final = (
    "DELETE FROM import_part AS d USING i WHERE d.tenant_id = $1::uuid"
    f" AND d.import_id IN ({_IDLE_IMPORTS}) RETURNING 1"
)
_REFUSED: Final = (
    """UPDATE import_row AS d SET detail = '{"cells": [], "troubles": []}'::jsonb FROM i"""
    " WHERE d.tenant_id = $1::uuid AND d.outcome = 'failed' AND d.detail IS NOT NULL"
    f" AND d.import_id IN ({_IDLE_IMPORTS}) RETURNING 1"
)
_RUNS: Final = (
    "UPDATE import_run AS d SET file_name = '-', header = NULL, sample = NULL,"
    " ended_at = coalesce(d.ended_at, $3::timestamptz), state = CASE WHEN d.state IN"
    " ('uploaded', 'analysed', 'mapped', 'checked', 'paused') THEN 'cancelled' ELSE d.state END"
    f" FROM i WHERE d.tenant_id = $1::uuid AND d.id IN ({_IDLE_IMPORTS})"
    " AND d.file_name <> '-' RETURNING 1"
)
_DONE_EXPORTS: Final = (
    "SELECT e.id FROM export_run e WHERE e.tenant_id = $1::uuid"
    " AND e.record_type = ANY($2::text[]) AND e.created_at <= $3::timestamptz"
    " AND e.state <> 'running'"
)
_PARTS: Final = (
    "DELETE FROM export_part AS d USING i WHERE d.tenant_id = $1::uuid"
    f" AND d.export_id IN ({_DONE_EXPORTS}) RETURNING 1"
)
_EXPORTS: Final = (
    "DELETE FROM export_run AS d USING i WHERE d.tenant_id = $1::uuid"
    f" AND d.id IN ({_DONE_EXPORTS}) RETURNING 1"
)
_AT_WORK: Final = Statement(
    "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"
    " SELECT x.* FROM t CROSS JOIN LATERAL ("
    "SELECT id FROM import_run WHERE tenant_id = $1 AND record_type = ANY($2::text[])"
    " AND created_at <= $3::timestamptz AND work IS NOT NULL AND t.s IS NOT NULL"
    " UNION ALL SELECT id FROM export_run WHERE tenant_id = $1 AND record_type = ANY($2::text[])"
    " AND created_at <= $3::timestamptz AND state = 'running' AND t.s IS NOT NULL LIMIT 1) x",
    ("tenant", "record_types", "before"),
)


async def clear(ctx: Context, record_types: Sequence[str], before: datetime) -> bool:
    """Stage the end of all files of some record types that had come or gone before an instant.

    An import that was begun and not carried out is cancelled; a finished export is no more.

    Returns:
        Whether everything is gone; False while an import or export is still at work.
    """
    is_busy = await ctx.unit.peek(_AT_WORK, record_types=list(record_types), before=before)
    for sql in (_FILES, _REFUSED, _RUNS, _PARTS, _EXPORTS):
        ctx.unit.stage_rows(sql, ctx.tenant, list(record_types), before)
    return not is_busy
