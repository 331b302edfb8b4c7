"""What can be done with a user."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.state_tables import changed_columns, row_of
from kontor_chassis.errors import ActionForbidden
from kontor_chassis.stamps import begun, changed
from kontor_chassis.validation import refuse_unknown_zone
from kontor_identity.records.api_key import commands as api_key_commands
from kontor_identity.records.credential import commands as credential_commands
from kontor_identity.records.credential import queries as credential_queries
from kontor_identity.records.grant import commands as grant_commands
from kontor_identity.records.grant import queries as grant_queries
from kontor_identity.records.profile import queries as profile_queries
from kontor_identity.records.session import commands as session_commands
from kontor_identity.records.user import queries, rules
from kontor_identity.records.user.errors import LoginTaken
from kontor_identity.records.user.model import LOGIN, USER
from kontor_schemas import wire
from kontor_schemas.fact import Created, Deleted, Updated, changes
from kontor_schemas.identity.grant import GrantChanged
from kontor_schemas.identity.user import (
    User,
    UserCredentialsChanged,
    UserProfilesChanged,
    UserResumed,
    UserRoleChanged,
    UserSuspended,
)

_PLACE = (
    'UPDATE "user" AS u SET version = u.version + 1, role = f.role, profiles = f.profiles::jsonb,'
    " updated_at = $6::timestamptz, updated_by = $7::text"
    " FROM unnest($2::uuid[], $3::bigint[], $4::uuid[], $5::text[])"
    " AS f(id, version, role, profiles)"
    " WHERE u.tenant_id = $1::uuid AND u.id = f.id AND u.version = f.version RETURNING 1"
)
_DROP_LOGIN = "DELETE FROM login WHERE tenant_id = $1::uuid AND email_digest = $2::text RETURNING 1"


async def create_user(ctx: Context, fields: Mapping[str, Any], password_hash: str | None) -> User:
    """Give somebody access to the tenant.

    One who is given no profile gets those that are meant for everybody.

    Emits: Created[User], GrantChanged.
    Raises: ActionForbidden, LoginTaken, ReferenceUnknown, Faults.
    """
    rules.refuse_no_address(fields["email"])
    await ctx.unit.lock(ctx.tenant, rules.login_lock(rules.login_digest(fields["email"])))
    await grant_queries.refuse_but_administrators(ctx)
    if "profiles" not in fields:
        fields = {**fields, "profiles": await profile_queries.profiles_for_all(ctx)}
    user = await take_up_user(ctx, fields, "active" if password_hash else "invited")
    await _refuse_no_place(ctx, user)
    if password_hash:
        credential_commands.begin_credential(ctx, user.id, password_hash)
    return user


async def take_up_user(ctx: Context, fields: Mapping[str, Any], status: str) -> User:
    """Do what `create_user` does, for a caller who has decided who may; its locks are held.

    Emits: Created[User], GrantChanged.
    Raises: LoginTaken, Faults.
    """
    user = begun(ctx, User, {**fields, "status": status})
    rules.refuse_no_address(user.email)
    refuse_unknown_zone("/zone", user.zone)
    await _take_login(ctx, user)
    ctx.unit.insert(USER, row_of(USER, user))
    ctx.emit(Created[User](state=user))
    await grant_commands.begin_grant(ctx, user)
    return user


async def change_user(ctx: Context, user_id: UUID, fields: Mapping[str, Any]) -> User:
    """Change fields of a user; a change that changes nothing leaves no version and no fact.

    Emits: Updated[User]; UserRoleChanged, UserProfilesChanged, GrantChanged where rights changed.
    Raises: ActionForbidden, RecordUnknown, RecordInBin, StaleVersion, LoginTaken, LastAdmin,
        ManagerCycle, ReferenceUnknown, Faults.
    """
    locks = {user_id, ctx.tenant}
    if "email" in fields:
        rules.refuse_no_address(fields["email"])
        locks.add(rules.login_lock(rules.login_digest(fields["email"])))
    await ctx.unit.lock(*locks)
    await _refuse_but_owner(ctx, user_id, fields)
    old = await queries.user_at_version(ctx, user_id)
    new = changed(ctx, old, fields)
    refuse_unknown_zone("/zone", new.zone)
    others = await grant_queries.other_administrators(ctx, user_id)
    rules.refuse_last_administrator(old, new, others)
    if not (difference := changes(old, new)):
        return old
    if not rules.GRANTED.isdisjoint(difference):
        await _refuse_no_place(ctx, new)
    if rules.login_digest(old.email) != rules.login_digest(new.email):
        await _take_login(ctx, new)
        ctx.unit.stage_write(_DROP_LOGIN, ctx.tenant, rules.login_digest(old.email))
    ctx.unit.update(USER, old.id, old.version, changed_columns(USER, old, new))
    ctx.emit(Updated[User](state=new, changed=difference))
    if not rules.GRANTED.isdisjoint(difference):
        _tell_place(ctx, old, new)
        await grant_commands.change_grant(ctx, new)
    return new


async def place_users(ctx: Context, places: Mapping[UUID, Mapping[str, Any]]) -> list[GrantChanged]:
    """Give many users another role or other profiles; the tenant's lock is held.

    Returns:
        What is to be published of them.

    Emits: Updated[User], UserRoleChanged, UserProfilesChanged.
    """
    pairs = [
        (old, changed(ctx, old, places[old.id])) for old in await queries.read_users(ctx, places)
    ]
    pairs = [(old, new) for old, new in pairs if changes(old, new)]
    if not pairs:
        return []
    ctx.unit.stage_write(
        _PLACE,
        ctx.tenant,
        [new.id for _, new in pairs],
        [old.version for old, _ in pairs],
        [new.role for _, new in pairs],
        [wire.plain_json(new.profiles).decode() for _, new in pairs],
        ctx.now,
        str(ctx.actor),
    )
    for old, new in pairs:
        ctx.emit(Updated[User](state=new, changed=changes(old, new)))
        _tell_place(ctx, old, new)
    return [grant_commands.of_user(new) for _, new in pairs]


async def suspend_user(ctx: Context, user_id: UUID, reason: str | None) -> User:
    """Keep somebody out for now: sessions and keys end, the data stay.

    Emits: Updated[User], UserSuspended, SessionRevoked, ApiKeyRevoked (each key), GrantChanged.
    Raises: ActionForbidden, RecordUnknown, RecordInBin, StaleVersion, TransitionNotAllowed,
        LastAdmin.
    """
    old = await _lock_for_administrators(ctx, user_id)
    new = changed(ctx, old, {"status": rules.suspended(old)})
    others = await grant_queries.other_administrators(ctx, user_id)
    rules.refuse_last_administrator(old, new, others)
    _write(ctx, old, new)
    ctx.emit(UserSuspended(state=new, reason=reason))
    await _end_everything(ctx, user_id)
    await grant_commands.change_grant(ctx, new)
    return new


async def resume_user(ctx: Context, user_id: UUID) -> User:
    """Let a suspended user sign in again; ended sessions and keys do not come back.

    Emits: Updated[User], UserResumed, GrantChanged.
    Raises: ActionForbidden, RecordUnknown, RecordInBin, StaleVersion, TransitionNotAllowed.
    """
    old = await _lock_for_administrators(ctx, user_id)
    has_password = await credential_queries.has_password(ctx, user_id)
    new = changed(ctx, old, {"status": rules.resumed(old, has_password=has_password)})
    _write(ctx, old, new)
    ctx.emit(UserResumed(state=new))
    await grant_commands.change_grant(ctx, new)
    return new


async def set_password(ctx: Context, user_id: UUID, password_hash: str) -> User:
    """Give a user another password; every session begun with an earlier one ends.

    Emits: UserCredentialsChanged, SessionRevoked; for an invited one Updated[User], GrantChanged.
    Raises: ActionForbidden, RecordUnknown, RecordInBin, StaleVersion.
    """
    old = await _lock_for_administrators(ctx, user_id)
    return await replace_password(ctx, old, password_hash)


async def replace_password(
    ctx: Context, old: User, password_hash: str, *, configured_hash: str | None = None
) -> User:
    """Do what `set_password` does, for a caller who has decided who may; its locks are held.

    Emits: UserCredentialsChanged, SessionRevoked; for an invited one Updated[User], GrantChanged.
    """
    await credential_commands.replace_credential(
        ctx, old.id, password_hash, configured_hash=configured_hash
    )
    user = old
    if old.status == "invited":
        user = changed(ctx, old, {"status": "active"})
        _write(ctx, old, user)
        await grant_commands.change_grant(ctx, user)
    ctx.emit(UserCredentialsChanged(state=user))
    await session_commands.end_sessions_of(ctx, old.id)
    return user


async def delete_user(ctx: Context, user_id: UUID) -> None:
    """Put a user into the recycle bin: sessions and keys end, the address is free again.

    Emits: Deleted[User], SessionRevoked, ApiKeyRevoked (each key), GrantChanged.
    Raises: ActionForbidden, RecordUnknown, RecordInBin, StaleVersion, LastAdmin.
    """
    old = await _lock_for_administrators(ctx, user_id)
    others = await grant_queries.other_administrators(ctx, user_id)
    rules.refuse_last_administrator(old, None, others)
    version = old.version + 1
    ctx.unit.update(USER, old.id, old.version, {"deleted_at": ctx.now, "version": version})
    ctx.unit.stage_write(_DROP_LOGIN, ctx.tenant, rules.login_digest(old.email))
    ctx.emit(Deleted[User](id=old.id, version=version))
    await _end_everything(ctx, user_id)
    await grant_commands.change_grant(ctx, old, is_gone=True)


async def _lock_for_administrators(ctx: Context, user_id: UUID) -> User:
    # The tenant is locked too: of two that would each leave one administrator, one waits.
    await ctx.unit.lock(user_id, ctx.tenant)
    await grant_queries.refuse_but_administrators(ctx)
    return await queries.user_at_version(ctx, user_id)


async def _refuse_but_owner(ctx: Context, user_id: UUID, fields: Mapping[str, Any]) -> None:
    """Let administrators change everything, and everybody what is theirs."""
    if await grant_queries.is_administrator(ctx):
        return
    if grant_queries.user_of(ctx.principal) != user_id or not rules.OWN_FIELDS.issuperset(fields):
        raise ActionForbidden


async def _refuse_no_place(ctx: Context, user: User) -> None:
    """Refuse a role, a profile or a manager that is not there, and managers in a circle."""
    world = await grant_queries.world(ctx)
    rules.refuse_unknown_place(user, world)
    rules.refuse_manager_cycle(user, world)


def _tell_place(ctx: Context, old: User, new: User) -> None:
    if old.role != new.role:
        ctx.emit(UserRoleChanged(state=new, previous_role=old.role))
    if old.profiles != new.profiles:
        ctx.emit(UserProfilesChanged(state=new, previous_profiles=old.profiles))


async def _take_login(ctx: Context, user: User) -> None:
    digest = rules.login_digest(user.email)
    if await queries.owner_of_login(ctx, digest) is not None:
        raise LoginTaken
    ctx.unit.insert(LOGIN, {"email_digest": digest, "user_id": user.id})


async def _end_everything(ctx: Context, user_id: UUID) -> None:
    await session_commands.end_sessions_of(ctx, user_id)
    await api_key_commands.revoke_keys_of(ctx, user_id)


def _write(ctx: Context, old: User, new: User) -> None:
    ctx.unit.update(USER, old.id, old.version, changed_columns(USER, old, new))
    ctx.emit(Updated[User](state=new, changed=changes(old, new)))
