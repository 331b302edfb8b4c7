"""What can be done with a role."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.state_tables import changed_columns, row_of
from kontor_chassis.stamps import begun, changed
from kontor_identity.records.grant import commands as grant_commands
from kontor_identity.records.grant import queries as grant_queries
from kontor_identity.records.group import commands as group_commands
from kontor_identity.records.role import queries, rules
from kontor_identity.records.role.model import ROLE
from kontor_identity.records.sharing_rule import commands as sharing_rule_commands
from kontor_identity.records.sharing_rule import queries as sharing_rule_queries
from kontor_identity.records.user import commands as user_commands
from kontor_schemas.fact import Created, Deleted, Updated, changes
from kontor_schemas.identity.grant import GrantChanged, RoleGrant
from kontor_schemas.identity.role import Role, RoleMoved
from kontor_schemas.rights import Party


async def create_role(ctx: Context, fields: Mapping[str, Any]) -> Role:
    """Put a role into the tree.

    Emits: Created[Role], GrantChanged.
    Raises: ActionForbidden, ReferenceUnknown, RoleSecondRoot, UniqueTaken, Faults.
    """
    await ctx.unit.lock(ctx.tenant)
    await grant_queries.refuse_but_administrators(ctx)
    role = await take_up_role(ctx, fields)
    await grant_commands.publish(ctx, grant_of(role))
    return role


async def take_up_role(ctx: Context, fields: Mapping[str, Any]) -> Role:
    """Do what `create_role` does but publish it; the tenant's lock is held.

    Emits: Created[Role].
    Raises: ReferenceUnknown, RoleSecondRoot, UniqueTaken, Faults.
    """
    role, world = begun(ctx, Role, fields), await grant_queries.world(ctx)
    rules.refuse_unknown(role, world)
    rules.refuse_second_root(role, world)
    ctx.unit.insert(ROLE, row_of(ROLE, role))
    ctx.emit(Created[Role](state=role))
    return role


async def change_role(ctx: Context, role_id: UUID, fields: Mapping[str, Any]) -> Role:
    """Change what a role is called or what its users may do, but not its place.

    Emits: Updated[Role]; GrantChanged where its profiles changed.
    Raises: ActionForbidden, RecordUnknown, RecordInBin, StaleVersion, ReferenceUnknown,
        UniqueTaken, Faults.
    """
    old = await _lock_for_administrators(ctx, role_id)
    new = changed(ctx, old, fields)
    rules.refuse_unknown(new, await grant_queries.world(ctx))
    if write(ctx, old, new) and old.profiles != new.profiles:
        await grant_commands.publish(ctx, grant_of(new))
    return new if changes(old, new) else old


async def move_role(ctx: Context, role_id: UUID, parent: UUID) -> Role:
    """Hang a role, with all below it, below another one.

    Emits: Updated[Role], RoleMoved, GrantChanged, GroupMembershipChanged.
    Raises: ActionForbidden, RecordUnknown, RecordInBin, StaleVersion, ReferenceUnknown, RoleCycle.
    """
    old = await _lock_for_administrators(ctx, role_id)
    new, world = changed(ctx, old, {"parent": parent}), await grant_queries.world(ctx)
    rules.refuse_unknown(new, world)
    rules.refuse_cycle(role_id, parent, world)
    if not write(ctx, old, new):
        return old
    ctx.emit(RoleMoved(state=new, previous_parent=old.parent))
    await grant_commands.publish(ctx, grant_of(new))
    return new


async def delete_role(ctx: Context, role_id: UUID) -> None:
    """Put a role that nothing names into the recycle bin.

    Emits: Deleted[Role], GrantChanged.
    Raises: ActionForbidden, RecordUnknown, RecordInBin, RoleInUse, StaleVersion.
    """
    old = await _lock_for_administrators(ctx, role_id)
    named_by = await sharing_rule_queries.rules_naming(ctx, [role_id])
    rules.refuse_used(role_id, await grant_queries.world(ctx), len(named_by))
    await grant_commands.publish(ctx, _delete(ctx, old))


async def replace_role(ctx: Context, role_id: UUID, target_id: UUID) -> Role:
    """Put another role in the place of one, for its users, the roles below, groups and rules.

    Emits: Deleted[Role], RoleMoved, UserRoleChanged, Updated of all these, GrantChanged,
        GroupMembershipChanged.
    Raises: ActionForbidden, RecordUnknown, RecordInBin, ReferenceUnknown, RoleCycle, StaleVersion.
    """
    old = await _lock_for_administrators(ctx, role_id)
    world = await grant_queries.world(ctx)
    rules.refuse_no_target(role_id, target_id, world)
    published = [_delete(ctx, old)]
    published += await _move_children(ctx, rules.children_of(role_id, world), target_id)
    places = {user: {"role": target_id} for user in rules.users_in(role_id, world)}
    published += await user_commands.place_users(ctx, places)
    published += await group_commands.replace_role(ctx, role_id, target_id)
    published += await sharing_rule_commands.name_another(
        ctx,
        {
            Party(kind=kind, id=role_id): Party(kind=kind, id=target_id)
            for kind in ("role", "role_below")
        },
    )
    await grant_commands.publish(ctx, *published)
    return await queries.read_role(ctx, target_id)


async def give_profiles(
    ctx: Context, profiles: Mapping[UUID, Sequence[UUID]]
) -> list[GrantChanged]:
    """Give roles other profiles; the tenant's lock is held.

    Returns:
        What is to be published of them.

    Emits: Updated[Role].
    Raises: RecordUnknown, RecordInBin.
    """
    published = []
    for role_id, wanted in profiles.items():
        old = await queries.read_role(ctx, role_id)
        new = changed(ctx, old, {"profiles": list(wanted)})
        if write(ctx, old, new):
            published.append(grant_of(new))
    return published


def write(ctx: Context, old: Role, new: Role) -> bool:
    """Stage a role's next version, and say whether it differs."""
    if not (difference := changes(old, new)):
        return False
    ctx.unit.update(ROLE, old.id, old.version, changed_columns(ROLE, old, new))
    ctx.emit(Updated[Role](state=new, changed=difference))
    return True


def grant_of(role: Role) -> GrantChanged:
    """Return what is told of a role."""
    grant = RoleGrant(parent=role.parent, profiles=role.profiles)
    return GrantChanged(id=role.id, version=role.version, what="role", role=grant)


async def _lock_for_administrators(ctx: Context, role_id: UUID) -> Role:
    await ctx.unit.lock(role_id, ctx.tenant)
    await grant_queries.refuse_but_administrators(ctx)
    return await queries.role_at_version(ctx, role_id)


async def _move_children(
    ctx: Context, children: Sequence[UUID], parent: UUID
) -> list[GrantChanged]:
    published = []
    for child in children:
        old = await queries.read_role(ctx, child)
        new = changed(ctx, old, {"parent": parent})
        write(ctx, old, new)
        ctx.emit(RoleMoved(state=new, previous_parent=old.parent))
        published.append(grant_of(new))
    return published


def _delete(ctx: Context, old: Role) -> GrantChanged:
    version = old.version + 1
    ctx.unit.update(ROLE, old.id, old.version, {"deleted_at": ctx.now, "version": version})
    ctx.emit(Deleted[Role](id=old.id, version=version))
    return GrantChanged(id=old.id, version=version, what="role")
