"""The stages a lead has gone through, and the rule set in force: read and written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import Integer, bindparam, or_, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.state_tables import encoded
from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_chassis.errors import ActionForbidden
from kontor_contacts.processes.qualification import rules
from kontor_contacts.records.lead.record import LEAD
from kontor_records.access.planner import NOTHING
from kontor_records.access.rights import Rights, rights_of
from kontor_records.access.rows import Rows
from kontor_records.access.worlds import WORLDS
from kontor_records.conditions.moment import Moment
from kontor_records.conditions.predicate import compile_condition
from kontor_records.lists.sight import sight_of
from kontor_records.storage import records
from kontor_records.storage.kept import kept
from kontor_schemas.contacts.lead import Lead

_SCOPE = "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s) "
_LOG: Final = (
    "INSERT INTO lead_stage (tenant_id, lead, version, from_stage, to_stage, by, at, seconds)"
    " SELECT $1::uuid, $2::uuid, $3::bigint, $4::text, $5::text, $6::text, $7::timestamptz,"
    " $8::bigint FROM i RETURNING 1"
)
_STAGES: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT version, from_stage, to_stage, by, at,"
    " seconds FROM lead_stage WHERE tenant_id = $1 AND lead = $2::uuid AND t.s IS NOT NULL"
    " ORDER BY version LIMIT 1000) x",
    ("tenant", "lead"),
)
_STAGE_OF: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT stage FROM lead"
    " WHERE tenant_id = $1 AND id = $2::uuid AND t.s IS NOT NULL LIMIT 1) x",
    ("tenant", "lead"),
)
_RULES: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT version, condition, sales_groups, at, by"
    " FROM qualification_rule WHERE tenant_id = $1 AND t.s IS NOT NULL"
    " ORDER BY version DESC LIMIT $2::int) x",
    ("tenant", "rows"),
)
_ADD_RULE: Final = (
    "INSERT INTO qualification_rule (tenant_id, version, condition, at, by, sales_groups)"
    " SELECT $1::uuid, $2::bigint, $3::text::jsonb, $4::timestamptz, $5::text, $6::uuid[]"
    " FROM i RETURNING 1"
)


def log_stage(ctx: Context, old: Lead, new: Lead) -> None:
    """Stage an entry: from where to where, by whom, and how long the lead had stood there."""
    seconds = _second(new.stage_since) - _second(old.stage_since)
    ctx.unit.stage_write(
        _LOG,
        ctx.tenant,
        new.id,
        new.version,
        old.stage,
        new.stage,
        str(ctx.actor),
        new.stage_since,
        seconds,
    )


def _second(at: datetime) -> int:
    # Whole seconds of instants, not of differences: so the times in stages sum to the age.
    return int(at.timestamp())


async def stages_json(ctx: ReadContext, lead: UUID) -> bytes:
    """Return the stages a lead has gone through as JSON, the first one first.

    Raises:
        RecordUnknown: There is no such lead that the actor can see.
    """
    await records.visible(ctx, LEAD, lead)
    rows = await ctx.unit.all(_STAGES, lead=lead)
    items = [
        {
            "version": row["version"],
            "from": row["from_stage"],
            "to": row["to_stage"],
            "by": row["by"],
            "at": row["at"],
            "seconds": row["seconds"],
        }
        for row in rows
    ]
    return encoded({"items": items})


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInForce:
    """The rule set by which leads are qualified.

    Attributes:
        version: Which of the tenant's rule sets it is.
        condition: What a lead must meet.
        sales_groups: The groups that sales consists of; none where anybody may take leads over.
    """

    version: int
    condition: Any
    sales_groups: Sequence[UUID]


async def rule_in_force(ctx: Context) -> RuleInForce | None:
    """Return the rule set in force; None where the tenant has none."""
    for row in await ctx.unit.peek(_RULES, rows=1):
        return RuleInForce(
            version=row["version"],
            condition=orjson.loads(row["condition"]),
            sales_groups=tuple(row["sales_groups"]),
        )
    return None


async def newest_version(ctx: Context) -> int:
    """Return the newest version as it stands in this unit of work; 0 where there is none."""
    row = await ctx.unit.one(_RULES, rows=1)
    return int(row["version"]) if row else 0


async def rules_json(ctx: ReadContext) -> bytes:
    """Return the versions of the rule set as JSON, the one in force first."""
    rows = await ctx.unit.all(_RULES, rows=100)
    items = [
        {
            "version": row["version"],
            "condition": orjson.loads(row["condition"]),
            "sales_groups": row["sales_groups"],
            "at": row["at"],
            "by": row["by"],
        }
        for row in rows
    ]
    return encoded({"items": items})


async def trial_json(ctx: ReadContext, condition: Any, leads: int) -> bytes:
    """Return as JSON which of the newest leads that marketing has would meet a condition.

    Nothing is qualified by it, and only leads that the actor may see are looked at.

    Raises:
        ActionForbidden: The actor may not put rule sets.
        Faults: The condition is none (`condition_invalid`).
    """
    rights = await rights_of(ctx)
    if not rights.flag("lead.rules"):
        raise ActionForbidden(flag="lead.rules")
    # Who may not compare by a field learns nothing of it by trying.
    compile_condition(condition, (await sight_of(ctx, LEAD, rights)).vocabulary)
    predicate = compile_condition(condition, LEAD.vocabulary)
    moment = Moment(now=ctx.now, zone=(await WORLDS.current(ctx)).zone)
    items = []
    for lead in await _newest(ctx, rights, leads):
        meets = predicate(lead.model_dump(mode="json"), moment)
        missing = rules.unmet(lead, meets_rules=meets)
        items.append({"id": lead.id, "stage": lead.stage, "missing": missing})
    qualified = sum(not item["missing"] for item in items)
    return encoded({"looked_at": len(items), "qualified": qualified, "items": items})


async def _newest(ctx: ReadContext, rights: Rights, leads: int) -> list[Lead]:
    plan = rights.plan("read", LEAD)
    if plan is NOTHING:
        return []
    shape, values = (plan.shape, plan.values()) if isinstance(plan, Rows) else (None, {})
    statement = kept(("trial", shape), lambda: _newest_statement(plan))
    rows = await ctx.unit.all(statement, rows=leads, **values)
    return [records.locked_row(LEAD, row).state for row in rows]


def _newest_statement(plan: Any) -> Statement:
    table = LEAD.table
    newest = (
        select(table)
        .where(
            table.c.tenant_id == TENANT,
            table.c.deleted_at.is_(None),
            table.c.merged_into.is_(None),
            or_(*(table.c.stage == one for one in sorted(rules.QUALIFY.sources))),
        )
        .order_by(table.c.created_at.desc(), table.c.id.desc())
        .limit(bindparam("rows", type_=Integer()))
    )
    return scoped(newest.where(plan.clause(table)) if isinstance(plan, Rows) else newest)


def add_rule(ctx: Context, version: int, condition: Any, sales_groups: Sequence[UUID]) -> None:
    """Stage the next version of the rule set."""
    body = orjson.dumps(condition).decode()
    ctx.unit.stage_write(
        _ADD_RULE, ctx.tenant, version, body, ctx.now, str(ctx.actor), list(sales_groups)
    )


async def stage_seen_of(ctx: Context, lead: UUID) -> str | None:
    """Return the stage of a lead beside the unit of work; None where there is no such lead."""
    rows = await ctx.unit.peek(_STAGE_OF, lead=lead)
    return rows[0]["stage"] if rows else None
