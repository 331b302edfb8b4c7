"""What can be done with a group."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.state_tables import changed_columns, row_of
from kontor_chassis.stamps import begun, changed, derived_into
from kontor_identity.records.grant import commands as grant_commands
from kontor_identity.records.grant import queries as grant_queries
from kontor_identity.records.group import queries, rules
from kontor_identity.records.group.model import GROUP
from kontor_schemas.fact import Created, Deleted, Updated, changes
from kontor_schemas.identity.group import Group


async def create_group(ctx: Context, fields: Mapping[str, Any]) -> Group:
    """Let users be given records and rights together.

    Emits: Created[Group], GrantChanged (each member).
    Raises: ActionForbidden, ReferenceUnknown, UniqueTaken.
    """
    await ctx.unit.lock(ctx.tenant)
    await grant_queries.refuse_but_administrators(ctx)
    group = begun(ctx, Group, fields)
    group = derived_into(group, {"members": rules.without_repetition(group.members)})
    ctx.unit.insert(GROUP, row_of(GROUP, group))
    ctx.emit(Created[Group](state=group))
    await _move_members(ctx, group, set(group.members), set())
    return group


async def change_group(ctx: Context, group_id: UUID, fields: Mapping[str, Any]) -> Group:
    """Change a group or who is in it; a change that changes nothing leaves no version and no fact.

    Emits: Updated[Group], GrantChanged (each who came or went).
    Raises: ActionForbidden, RecordUnknown, RecordInBin, StaleVersion, ReferenceUnknown,
        UniqueTaken.
    """
    old = await _lock_for_administrators(ctx, group_id)
    new = changed(ctx, old, fields)
    new = derived_into(new, {"members": rules.without_repetition(new.members)})
    if not (difference := changes(old, new)):
        return old
    ctx.unit.update(GROUP, old.id, old.version, changed_columns(GROUP, old, new))
    ctx.emit(Updated[Group](state=new, changed=difference))
    before, after = set(old.members), set(new.members)
    await _move_members(ctx, new, after - before, before - after)
    return new


async def delete_group(ctx: Context, group_id: UUID) -> None:
    """Put a group into the recycle bin; nobody is in it any more.

    Emits: Deleted[Group], GrantChanged (each member).
    Raises: ActionForbidden, RecordUnknown, RecordInBin, StaleVersion.
    """
    old = await _lock_for_administrators(ctx, group_id)
    version = old.version + 1
    ctx.unit.update(GROUP, old.id, old.version, {"deleted_at": ctx.now, "version": version})
    ctx.emit(Deleted[Group](id=old.id, version=version))
    await _move_members(ctx, old, set(), set(old.members))


async def _lock_for_administrators(ctx: Context, group_id: UUID) -> Group:
    await ctx.unit.lock(group_id, ctx.tenant)
    await grant_queries.refuse_but_administrators(ctx)
    return await queries.group_at_version(ctx, group_id)


async def _move_members(ctx: Context, group: Group, joining: set[UUID], leaving: set[UUID]) -> None:
    if not joining and not leaving:
        return
    rules.refuse_unknown(group, joining, await grant_queries.grants_of(ctx, joining))
    await grant_commands.change_members(ctx, group.id, joining, leaving)
