"""What can be done with an assignment rule."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor_automation.engine import active_rules
from kontor_automation.records.assignment_rule import queries, rules
from kontor_automation.records.assignment_rule.model import ASSIGNMENT_RULE
from kontor_chassis.context import Context
from kontor_chassis.database.state_tables import changed_columns, row_of
from kontor_chassis.stamps import begun, changed
from kontor_schemas.automation.assignment_rule import (
    AssignmentRule,
    AssignmentRuleActivated,
    AssignmentRulePaused,
)
from kontor_schemas.fact import Created, Deleted, Updated, changes


async def create_assignment_rule(ctx: Context, fields: Mapping[str, Any]) -> AssignmentRule:
    """Lay down who gets which incoming records.

    Emits: Created[AssignmentRule].
    Raises: Faults (`record_type_unknown`, `field_unknown`, `op_not_allowed`, `condition_invalid`,
        `condition_too_large`, `pool_empty`), ReferenceUnknown, MirrorBehind.
    """
    rules.refuse_condition(fields["record"], fields.get("condition"))
    rule = begun(ctx, AssignmentRule, {"owner": _author(ctx), **fields})
    rules.refuse_pool(rule)
    await queries.refuse_unknown_pool(ctx, rule)
    ctx.unit.insert(ASSIGNMENT_RULE, row_of(ASSIGNMENT_RULE, rule))
    active_rules.stage_first_turn(ctx, rule.id)
    if rule.is_active:
        active_rules.stage_active(ctx, rules.in_force(rule))
    ctx.emit(Created[AssignmentRule](state=rule))
    return rule


async def change_assignment_rule(
    ctx: Context, rule_id: UUID, fields: Mapping[str, Any]
) -> AssignmentRule:
    """Change fields of a rule; decisions from then on go by the new version.

    Emits: Updated[AssignmentRule].
    Raises: RecordUnknown, RecordInBin, StaleVersion, Faults (as `create_assignment_rule`),
        ReferenceUnknown, MirrorBehind.
    """
    old = await queries.lock_rule(ctx, rule_id)
    rules.refuse_condition(fields.get("record", old.record), fields.get("condition", old.condition))
    new = changed(ctx, old, fields)
    rules.refuse_pool(new)
    if "pool_users" in fields or "pool_group" in fields:
        await queries.refuse_unknown_pool(ctx, new)
    return _store(ctx, old, new)


async def activate_assignment_rule(ctx: Context, rule_id: UUID) -> AssignmentRule:
    """Apply a rule from now on; one that is applied already stays as it is.

    Emits: Updated[AssignmentRule], AssignmentRuleActivated.
    Raises: RecordUnknown, RecordInBin, StaleVersion.
    """
    old = await queries.lock_rule(ctx, rule_id)
    new = _store(ctx, old, changed(ctx, old, {"is_active": True}))
    if new is not old:
        ctx.emit(AssignmentRuleActivated(state=new))
    return new


async def pause_assignment_rule(ctx: Context, rule_id: UUID) -> AssignmentRule:
    """Apply a rule no more; what waits for somebody of its pool waits no more.

    Emits: Updated[AssignmentRule], AssignmentRulePaused.
    Raises: RecordUnknown, RecordInBin, StaleVersion.
    """
    old = await queries.lock_rule(ctx, rule_id)
    new = _store(ctx, old, changed(ctx, old, {"is_active": False}))
    if new is not old:
        ctx.emit(AssignmentRulePaused(state=new))
    return new


async def delete_assignment_rule(ctx: Context, rule_id: UUID) -> None:
    """Put a rule into the recycle bin; it is applied no more.

    Emits: Deleted[AssignmentRule].
    Raises: RecordUnknown, RecordInBin, StaleVersion.
    """
    old = await queries.lock_rule(ctx, rule_id)
    version = old.version + 1
    gone = {"deleted_at": ctx.now, "version": version}
    ctx.unit.update(ASSIGNMENT_RULE, old.id, old.version, gone)
    if old.is_active:
        active_rules.stage_ended(ctx, rules.in_force(old))
    ctx.emit(Deleted[AssignmentRule](id=old.id, version=version))


def _store(ctx: Context, old: AssignmentRule, new: AssignmentRule) -> AssignmentRule:
    """Store the next version, with what the engine must know; nothing where nothing changed."""
    if not (difference := changes(old, new)):
        return old
    columns = changed_columns(ASSIGNMENT_RULE, old, new)
    ctx.unit.update(ASSIGNMENT_RULE, old.id, old.version, columns)
    if new.is_active:
        active_rules.stage_active(ctx, rules.in_force(new))
    elif old.is_active:
        active_rules.stage_ended(ctx, rules.in_force(new))
    ctx.emit(Updated[AssignmentRule](state=new, changed=difference))
    return new


def _author(ctx: Context) -> UUID | None:
    return UUID(ctx.actor.id) if ctx.actor.kind == "user" else None
