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
from kontor_identity.records.sharing_rule import commands as sharing_rule_commands
from kontor_identity.records.sharing_rule import queries as sharing_rule_queries
from kontor_schemas.fact import Created, Deleted, Updated, changes
from kontor_schemas.identity.grant import GrantChanged, GroupGrant
from kontor_schemas.identity.group import Group, GroupMemberAdded, GroupMemberRemoved
from kontor_schemas.rights import Party


async def create_group(ctx: Context, fields: Mapping[str, Any]) -> Group:
    """Let users be given records and rights together.

    Emits: Created[Group], GrantChanged, GroupMembershipChanged.
    Raises: ActionForbidden, AddressTaken, GroupCycle, GroupTooDeep, ReferenceUnknown, UniqueTaken,
        Faults.
    """
    await ctx.unit.lock(ctx.tenant)
    await grant_queries.refuse_but_administrators(ctx)
    group = begun(ctx, Group, fields)
    group = derived_into(group, rules.without_repetition(group))
    await _refuse_members(ctx, group)
    await _refuse_taken_address(ctx, group)
    ctx.unit.insert(GROUP, row_of(GROUP, group))
    ctx.emit(Created[Group](state=group))
    await grant_commands.publish(ctx, _grant(group))
    return group


async def change_group(ctx: Context, group_id: UUID, fields: Mapping[str, Any]) -> Group:
    """Change a group or who is in it; a change that changes nothing leaves no version and no fact.

    Emits: Updated[Group]; GrantChanged, GroupMembershipChanged where its members changed.
    Raises: ActionForbidden, AddressTaken, GroupCycle, GroupTooDeep, RecordUnknown, RecordInBin,
        StaleVersion, ReferenceUnknown, UniqueTaken, Faults.
    """
    old = await _lock_for_administrators(ctx, group_id)
    new = await _change(ctx, old, fields)
    if new is not old and _grant(new).group != _grant(old).group:
        await grant_commands.publish(ctx, _grant(new))
    return new


async def add_member(ctx: Context, group_id: UUID, member: Party) -> Group:
    """Take somebody into a group, or the users of a role or of another group.

    Emits: Updated[Group], GroupMemberAdded, GrantChanged, GroupMembershipChanged.
    Raises: as `change_group`.
    """
    old = await _lock_for_administrators(ctx, group_id)
    new = await _change(ctx, old, rules.with_member(old, member))
    if new is not old:
        ctx.emit(GroupMemberAdded(state=new, member=member))
        await grant_commands.publish(ctx, _grant(new))
    return new


async def remove_member(ctx: Context, group_id: UUID, member: Party) -> Group:
    """Take somebody out of a group; who is in it by another way stays in it.

    Emits: Updated[Group], GroupMemberRemoved, GrantChanged, GroupMembershipChanged.
    Raises: ActionForbidden, RecordUnknown, RecordInBin, StaleVersion.
    """
    old = await _lock_for_administrators(ctx, group_id)
    new = await _change(ctx, old, rules.without_member(old, member))
    if new is not old:
        ctx.emit(GroupMemberRemoved(state=new, member=member))
        await grant_commands.publish(ctx, _grant(new))
    return new


async def delete_group(ctx: Context, group_id: UUID) -> None:
    """Put a group that nothing else names into the recycle bin; nobody is in it any more.

    Emits: Deleted[Group], GrantChanged, GroupMembershipChanged.
    Raises: ActionForbidden, GroupInUse, RecordUnknown, RecordInBin, StaleVersion.
    """
    old = await _lock_for_administrators(ctx, group_id)
    named_by = await sharing_rule_queries.rules_naming(ctx, [old.id])
    rules.refuse_used(old.id, await grant_queries.world(ctx), len(named_by))
    await grant_commands.publish(ctx, _delete(ctx, old))


async def replace_group(ctx: Context, group_id: UUID, target_id: UUID) -> Group:
    """Let another group stand wherever this one is named, and delete this one.

    Its members do not move: who is in the other group is decided there.

    Emits: Deleted[Group], Updated[Group], Updated[SharingRule], GrantChanged,
        GroupMembershipChanged.
    Raises: ActionForbidden, GroupCycle, GroupTooDeep, RecordUnknown, RecordInBin, StaleVersion,
        ReferenceUnknown.
    """
    old = await _lock_for_administrators(ctx, group_id)
    world = await grant_queries.world(ctx)
    rules.refuse_no_target(group_id, target_id, world)
    published = [_delete(ctx, old)]
    for outer in rules.groups_naming(group_id, world):
        group = await queries.read_group(ctx, outer)
        fields = rules.with_other_group(group, group_id, target_id)
        published.append(_grant(await _change(ctx, group, fields)))
    before, after = (Party(kind="group", id=each) for each in (group_id, target_id))
    published += await sharing_rule_commands.name_another(ctx, {before: after})
    await grant_commands.publish(ctx, *published)
    return await queries.read_group(ctx, target_id)


async def replace_role(ctx: Context, before: UUID, after: UUID) -> list[GrantChanged]:
    """Let another role stand wherever groups name one; the tenant's lock is held.

    Returns:
        What is to be published of them.

    Emits: Updated[Group].
    """
    published = []
    for group_id in rules.groups_naming_role(before, await grant_queries.world(ctx)):
        group = await queries.read_group(ctx, group_id)
        fields = rules.with_other_role(group, before, after)
        published.append(_grant(await _change(ctx, group, fields)))
    return published


async def _lock_for_administrators(ctx: Context, group_id: UUID) -> Group:
    await ctx.unit.lock(group_id, ctx.tenant)
    await grant_queries.refuse_but_administrators(ctx)
    return await queries.group_at_version(ctx, group_id)


async def _change(ctx: Context, old: Group, fields: Mapping[str, Any]) -> Group:
    new = changed(ctx, old, fields)
    new = derived_into(new, rules.without_repetition(new))
    if not (difference := changes(old, new)):
        return old
    await _refuse_members(ctx, new)
    if "email" in difference:
        await _refuse_taken_address(ctx, new)
    ctx.unit.update(GROUP, old.id, old.version, changed_columns(GROUP, old, new))
    ctx.emit(Updated[Group](state=new, changed=difference))
    return new


def _delete(ctx: Context, old: Group) -> GrantChanged:
    version = old.version + 1
    ctx.unit.update(GROUP, old.id, old.version, {"deleted_at": ctx.now, "version": version})
    ctx.emit(Deleted[Group](id=old.id, version=version))
    return GrantChanged(id=old.id, version=version, what="group")


async def _refuse_members(ctx: Context, group: Group) -> None:
    world = await grant_queries.world(ctx)
    rules.refuse_unknown(group, world)
    rules.refuse_cycle(group, world)


async def _refuse_taken_address(ctx: Context, group: Group) -> None:
    rules.refuse_no_address(group)
    if group.email is not None:
        rules.refuse_taken_address(group, await queries.groups_with_address(ctx, group.email))


def _grant(group: Group) -> GrantChanged:
    return GrantChanged(
        id=group.id,
        version=group.version,
        what="group",
        group=GroupGrant(
            members=group.members,
            member_roles=group.member_roles,
            member_roles_below=group.member_roles_below,
            member_groups=group.member_groups,
        ),
    )
