"""Rules in force: what the engine must know of active rules, written with the record they are of.

The engine works with the worker's role, which sees no record. What is active stands therefore in a
table of its own; a command that changes a rule changes its row here in the same transaction.
"""

from uuid import UUID

import orjson

from kontor_automation.engine.in_force import InForce
from kontor_chassis.context import Context

_PUT = """
INSERT INTO active_rule
 (tenant_id, id, kind, version, fact, position, owner, definition, ended_at)
SELECT $1::uuid, $2::uuid, $3::text, $4::bigint, $5::text, $6::bigint, $7::uuid, $8::text::jsonb,
 $9::timestamptz FROM i
ON CONFLICT (tenant_id, id) DO UPDATE SET version = excluded.version, fact = excluded.fact,
 position = excluded.position, owner = excluded.owner, definition = excluded.definition,
 ended_at = excluded.ended_at, pause_reason = NULL, pause_run = NULL
RETURNING 1
"""
_TURN = "INSERT INTO turn (tenant_id, rule) SELECT $1::uuid, $2::uuid FROM i RETURNING 1"


def stage_active(ctx: Context, found: InForce) -> None:
    """Stage that a rule is in force in this version."""
    _stage(ctx, found, is_ended=False)


def stage_ended(ctx: Context, found: InForce) -> None:
    """Stage that a rule is no longer in force; its runs that have not ended are cancelled soon."""
    _stage(ctx, found, is_ended=True)


def stage_first_turn(ctx: Context, rule: UUID) -> None:
    """Stage the row that says whose turn it is; it is what decisions of a rule lock."""
    ctx.unit.stage_write(_TURN, ctx.tenant, rule)


def _stage(ctx: Context, found: InForce, *, is_ended: bool) -> None:
    ctx.unit.stage_write(
        _PUT,
        ctx.tenant,
        found.rule.id,
        found.kind,
        found.rule.version,
        found.fact,
        found.position,
        found.rule.owner,
        orjson.dumps(found.definition, default=str).decode(),
        ctx.now if is_ended else None,
    )
