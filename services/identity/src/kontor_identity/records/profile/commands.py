"""What can be done with a profile."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.state_tables import changed_columns, row_of
from kontor_chassis.stamps import begun, changed
from kontor_identity.records.grant import commands as grant_commands
from kontor_identity.records.grant import queries as grant_queries
from kontor_identity.records.profile import queries, rules
from kontor_identity.records.profile.model import PROFILE
from kontor_identity.records.role import commands as role_commands
from kontor_identity.records.user import commands as user_commands
from kontor_records.access.fields import Effective
from kontor_schemas.fact import Created, Deleted, Updated, changes
from kontor_schemas.identity.grant import GrantChanged
from kontor_schemas.identity.profile import Profile, ProfileAssigned, ProfileUnassigned


async def create_profile(ctx: Context, fields: Mapping[str, Any]) -> Profile:
    """Say what those may do who will have the profile.

    Emits: Created[Profile], GrantChanged.
    Raises: ActionForbidden, GrantExceedsOwn, PermissionIncoherent, UniqueTaken, Faults.
    """
    await ctx.unit.lock(ctx.tenant)
    own = await grant_queries.refuse_but_stewards(ctx)
    profile = take_up_profile(ctx, fields, own)
    await grant_commands.publish(ctx, grant_of(profile))
    return profile


def take_up_profile(ctx: Context, fields: Mapping[str, Any], own: Effective | None) -> Profile:
    """Do what `create_profile` does but publish it; the tenant's lock is held.

    Emits: Created[Profile].
    Raises: GrantExceedsOwn, PermissionIncoherent, UniqueTaken, Faults.
    """
    profile = begun(ctx, Profile, fields)
    rules.refuse_unsound(profile.permissions)
    rules.refuse_beyond_own(own, profile.permissions)
    ctx.unit.insert(PROFILE, row_of(PROFILE, profile))
    ctx.emit(Created[Profile](state=profile))
    return profile


async def change_profile(ctx: Context, profile_id: UUID, fields: Mapping[str, Any]) -> Profile:
    """Change what those may do who have the profile.

    Emits: Updated[Profile]; GrantChanged where its permissions changed.
    Raises: ActionForbidden, GrantExceedsOwn, PermissionIncoherent, RecordUnknown, RecordInBin,
        StaleVersion, UniqueTaken, Faults.
    """
    old, own = await _lock_for_stewards(ctx, profile_id)
    new = changed(ctx, old, fields)
    rules.refuse_unsound(new.permissions)
    # Also what it allowed before: to narrow what others hold takes holding it.
    rules.refuse_beyond_own(own, old.permissions)
    rules.refuse_beyond_own(own, new.permissions)
    if not (difference := changes(old, new)):
        return old
    ctx.unit.update(PROFILE, old.id, old.version, changed_columns(PROFILE, old, new))
    ctx.emit(Updated[Profile](state=new, changed=difference))
    if "permissions" in difference:
        await grant_commands.publish(ctx, grant_of(new))
    return new


async def clone_profile(ctx: Context, profile_id: UUID, name: str) -> Profile:
    """Make a profile of another name that allows the same.

    Emits: Created[Profile], GrantChanged.
    Raises: ActionForbidden, GrantExceedsOwn, RecordUnknown, RecordInBin, StaleVersion, UniqueTaken.
    """
    old, own = await _lock_for_stewards(ctx, profile_id)
    fields = {"name": name, "description": old.description, "permissions": old.permissions}
    profile = take_up_profile(ctx, fields, own)
    await grant_commands.publish(ctx, grant_of(profile))
    return profile


async def delete_profile(ctx: Context, profile_id: UUID) -> None:
    """Put a profile that nobody has into the recycle bin.

    Emits: Deleted[Profile], GrantChanged.
    Raises: ActionForbidden, GrantExceedsOwn, ProfileInUse, RecordUnknown, RecordInBin,
        StaleVersion.
    """
    old, own = await _lock_for_stewards(ctx, profile_id)
    rules.refuse_beyond_own(own, old.permissions)
    rules.refuse_used(profile_id, await grant_queries.world(ctx))
    version = old.version + 1
    ctx.unit.update(PROFILE, old.id, old.version, {"deleted_at": ctx.now, "version": version})
    ctx.emit(Deleted[Profile](id=old.id, version=version))
    await grant_commands.publish(ctx, GrantChanged(id=old.id, version=version, what="profile"))


async def assign_profile(
    ctx: Context, profile_id: UUID, users: Sequence[UUID], roles: Sequence[UUID]
) -> Profile:
    """Let users, and whoever has one of some roles, do what a profile allows.

    Emits: ProfileAssigned, Updated[User], UserProfilesChanged, Updated[Role], GrantChanged.
    Raises: ActionForbidden, GrantExceedsOwn, RecordUnknown, RecordInBin, ReferenceUnknown,
        StaleVersion, Faults.
    """
    profile, own = await _lock_for_stewards(ctx, profile_id)
    rules.refuse_beyond_own(own, profile.permissions)
    world = await grant_queries.world(ctx)
    rules.refuse_unknown_holders(users, roles, world)
    having, having_roles = rules.holders(profile_id, world)
    new_users, new_roles = _without(users, having), _without(roles, having_roles)
    published = await _give(
        ctx,
        {user: [*world.users[user].profiles, profile_id] for user in new_users},
        {role: [*world.roles[role].profiles, profile_id] for role in new_roles},
    )
    if published:
        ctx.emit(ProfileAssigned(state=profile, users=new_users, roles=new_roles))
    await grant_commands.publish(ctx, *published)
    return profile


async def unassign_profile(
    ctx: Context, profile_id: UUID, users: Sequence[UUID], roles: Sequence[UUID]
) -> Profile:
    """Take a profile from users and roles; those who do not have it are passed over.

    Emits: ProfileUnassigned, Updated[User], UserProfilesChanged, Updated[Role], GrantChanged.
    Raises: ActionForbidden, GrantExceedsOwn, RecordUnknown, RecordInBin, ReferenceUnknown,
        StaleVersion.
    """
    profile, own = await _lock_for_stewards(ctx, profile_id)
    rules.refuse_beyond_own(own, profile.permissions)
    world = await grant_queries.world(ctx)
    rules.refuse_unknown_holders(users, roles, world)
    having, having_roles = rules.holders(profile_id, world)
    old_users, old_roles = _among(users, having), _among(roles, having_roles)
    published = await _give(
        ctx,
        {user: _without(world.users[user].profiles, {profile_id}) for user in old_users},
        {role: _without(world.roles[role].profiles, {profile_id}) for role in old_roles},
    )
    if published:
        ctx.emit(ProfileUnassigned(state=profile, users=old_users, roles=old_roles))
    await grant_commands.publish(ctx, *published)
    return profile


def grant_of(profile: Profile) -> GrantChanged:
    """Return what is told of a profile."""
    return GrantChanged(
        id=profile.id, version=profile.version, what="profile", profile=profile.permissions
    )


async def _lock_for_stewards(ctx: Context, profile_id: UUID) -> tuple[Profile, Effective | None]:
    await ctx.unit.lock(profile_id, ctx.tenant)
    own = await grant_queries.refuse_but_stewards(ctx)
    return await queries.profile_at_version(ctx, profile_id), own


async def _give(
    ctx: Context, users: Mapping[UUID, Sequence[UUID]], roles: Mapping[UUID, Sequence[UUID]]
) -> list[GrantChanged]:
    places = {user: {"profiles": list(profiles)} for user, profiles in users.items()}
    published = await user_commands.place_users(ctx, places)
    return published + await role_commands.give_profiles(ctx, roles)


def _without(ids: Sequence[UUID], taken: Collection[UUID]) -> list[UUID]:
    return [each for each in dict.fromkeys(ids) if each not in taken]


def _among(ids: Sequence[UUID], wanted: Collection[UUID]) -> list[UUID]:
    return [each for each in dict.fromkeys(ids) if each in wanted]
