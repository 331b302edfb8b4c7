"""What can be done with a sharing rule."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.state_tables import changed_columns, row_of
from kontor_chassis.stamps import begun, changed
from kontor_identity.records.grant import commands as grant_commands
from kontor_identity.records.grant import queries as grant_queries
from kontor_identity.records.sharing_rule import queries, rules
from kontor_identity.records.sharing_rule.model import SHARING_RULE
from kontor_schemas.fact import Created, Deleted, Updated, changes
from kontor_schemas.identity.grant import GrantChanged, RuleGrant
from kontor_schemas.identity.sharing_rule import (
    SharingRule,
    SharingRuleActivated,
    SharingRuleDeactivated,
)
from kontor_schemas.rights import Party


async def create_rule(ctx: Context, fields: Mapping[str, Any]) -> SharingRule:
    """Write down a rule; it opens nothing until it is activated.

    Emits: Created[SharingRule].
    Raises: ActionForbidden, ConditionInvalid, ReferenceUnknown, SharingRuleSelf, UniqueTaken,
        UntilPast, Faults.
    """
    await ctx.unit.lock(ctx.tenant)
    await grant_queries.refuse_but_administrators(ctx)
    rule = begun(ctx, SharingRule, fields)
    rules.refuse_unsound(rule, await grant_queries.world(ctx), ctx.now)
    ctx.unit.insert(SHARING_RULE, row_of(SHARING_RULE, rule))
    ctx.emit(Created[SharingRule](state=rule))
    return rule


async def change_rule(ctx: Context, rule_id: UUID, fields: Mapping[str, Any]) -> SharingRule:
    """Change a rule; an active one opens what it says from now on.

    Emits: Updated[SharingRule]; GrantChanged where it is active.
    Raises: as `create_rule`, and RecordUnknown, RecordInBin, StaleVersion.
    """
    old = await _lock_for_administrators(ctx, rule_id)
    new = changed(ctx, old, fields)
    rules.refuse_unsound(new, await grant_queries.world(ctx), ctx.now)
    if not _write(ctx, old, new):
        return old
    if new.is_active and _grant(old).sharing_rule != _grant(new).sharing_rule:
        await grant_commands.publish(ctx, _grant(new))
    return new


async def activate_rule(ctx: Context, rule_id: UUID) -> SharingRule:
    """Let a rule open records.

    Emits: Updated[SharingRule], SharingRuleActivated, GrantChanged.
    Raises: ActionForbidden, RecordUnknown, RecordInBin, StaleVersion, TransitionNotAllowed,
        UntilPast.
    """
    old = await _lock_for_administrators(ctx, rule_id)
    new = changed(ctx, old, rules.activated(old, ctx.now))
    _write(ctx, old, new)
    ctx.emit(SharingRuleActivated(state=new))
    await grant_commands.publish(ctx, _grant(new))
    return new


async def deactivate_rule(ctx: Context, rule_id: UUID) -> SharingRule:
    """Let a rule open nothing any more.

    Emits: Updated[SharingRule], SharingRuleDeactivated, GrantChanged.
    Raises: ActionForbidden, RecordUnknown, RecordInBin, StaleVersion, TransitionNotAllowed.
    """
    old = await _lock_for_administrators(ctx, rule_id)
    new = changed(ctx, old, rules.deactivated(old))
    _write(ctx, old, new)
    ctx.emit(SharingRuleDeactivated(state=new))
    await grant_commands.publish(ctx, _grant(new))
    return new


async def delete_rule(ctx: Context, rule_id: UUID) -> None:
    """Put a rule into the recycle bin; it opens nothing any more.

    Emits: Deleted[SharingRule]; GrantChanged where it was active.
    Raises: ActionForbidden, RecordUnknown, RecordInBin, StaleVersion.
    """
    old = await _lock_for_administrators(ctx, rule_id)
    version = old.version + 1
    ctx.unit.update(SHARING_RULE, old.id, old.version, {"deleted_at": ctx.now, "version": version})
    ctx.emit(Deleted[SharingRule](id=old.id, version=version))
    if old.is_active:
        gone = GrantChanged(id=old.id, version=version, what="sharing_rule")
        await grant_commands.publish(ctx, gone)


async def name_another(ctx: Context, instead: Mapping[Party, Party]) -> list[GrantChanged]:
    """Let rules name others in the place of some roles or groups; the tenant's lock is held.

    A rule that would open records to those they come from is switched off.

    Returns:
        What is to be published of them.

    Emits: Updated[SharingRule], SharingRuleDeactivated.
    """
    published = []
    for old in await queries.rules_naming(ctx, [party.id for party in instead]):
        source = instead.get(old.source, old.source)
        target = instead.get(old.target, old.target)
        stays = old.is_active and source != target
        new = changed(ctx, old, {"source": source, "target": target, "is_active": stays})
        _write(ctx, old, new)
        if old.is_active and not stays:
            ctx.emit(SharingRuleDeactivated(state=new))
        if old.is_active:
            published.append(_grant(new))
    return published


async def _lock_for_administrators(ctx: Context, rule_id: UUID) -> SharingRule:
    await ctx.unit.lock(rule_id, ctx.tenant)
    await grant_queries.refuse_but_administrators(ctx)
    return await queries.sharing_rule_at_version(ctx, rule_id)


def _write(ctx: Context, old: SharingRule, new: SharingRule) -> bool:
    if not (difference := changes(old, new)):
        return False
    columns = changed_columns(SHARING_RULE, old, new)
    ctx.unit.update(SHARING_RULE, old.id, old.version, columns)
    ctx.emit(Updated[SharingRule](state=new, changed=difference))
    return True


def _grant(rule: SharingRule) -> GrantChanged:
    """Return what is told of a rule: one that is not active opens nothing, so it is gone."""
    grant = RuleGrant(
        record=rule.record,
        source=rule.source,
        target=rule.target,
        level=rule.level,
        condition=rule.condition,
        until=rule.until,
    )
    part = grant if rule.is_active else None
    return GrantChanged(id=rule.id, version=rule.version, what="sharing_rule", sharing_rule=part)
