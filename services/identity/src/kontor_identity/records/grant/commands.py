"""What changes with a grant: it is kept as in every service's mirror, told to all, and audited."""

from collections.abc import Iterator
from uuid import UUID

from kontor_chassis.context import Context
from kontor_identity.records.audit_entry import commands as audit_commands
from kontor_identity.records.grant import queries
from kontor_identity.records.grant.model import USER_GRANT
from kontor_records.access.mirror import body_of
from kontor_records.access.world import Grant, World
from kontor_schemas.identity.grant import GrantChanged, UserGrant
from kontor_schemas.identity.group import GroupMembershipChanged
from kontor_schemas.identity.user import User

_CHANGE = (
    "UPDATE user_grant SET status = $3::text, is_administrator = $4::boolean"
    " WHERE tenant_id = $1::uuid AND user_id = $2::uuid RETURNING 1"
)
# The tenant's lock is held: no number of its grants is given before a smaller one is visible.
_KEEP = (
    "INSERT INTO access_grant AS g (tenant_id, id, version, what, body, revision)"
    " SELECT $1::uuid, f.id, f.version, f.what, f.body::jsonb, nextval('access_grant_revision')"
    " FROM i, unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[])"
    " AS f(id, version, what, body)"
    " ON CONFLICT (tenant_id, id) DO UPDATE SET version = excluded.version,"
    " body = excluded.body, revision = excluded.revision RETURNING 1"
)
_MOST_IN_A_FACT = 1000


async def begin_grant(ctx: Context, user: User) -> None:
    """Note the rights of a new user; the tenant's lock is held.

    Emits: GrantChanged, GroupMembershipChanged.
    """
    ctx.unit.insert(
        USER_GRANT,
        {
            "user_id": user.id,
            "status": user.status,
            "is_administrator": user.is_administrator,
        },
    )
    await publish(ctx, of_user(user))


async def change_grant(ctx: Context, user: User, *, is_gone: bool = False) -> None:
    """Note the rights of a user after a change; the tenant's lock is held.

    Emits: GrantChanged, GroupMembershipChanged.
    """
    status = "deactivated" if is_gone else user.status
    ctx.unit.stage_write(_CHANGE, ctx.tenant, user.id, status, user.is_administrator)
    await publish(ctx, of_user(user, is_gone=is_gone))


def of_user(user: User, *, is_gone: bool = False) -> GrantChanged:
    """Return what is told of a user; one who is gone keeps the place in the tree.

    The superiors must still see what such a user left behind.
    """
    return GrantChanged(
        id=user.id,
        version=user.version + 1 if is_gone else user.version,
        what="user",
        user=UserGrant(
            status="deactivated" if is_gone else user.status,
            is_administrator=user.is_administrator,
            role=user.role,
            profiles=[] if is_gone else user.profiles,
            manager=user.manager,
        ),
    )


async def publish(ctx: Context, *changes: GrantChanged) -> None:
    """Keep and tell what has changed; the tenant's lock is held, and each thing is told once.

    Emits: GrantChanged for each, GroupMembershipChanged for each group whose users are others now.
    """
    if not changes:
        return
    before = await queries.world(ctx)
    ctx.unit.stage_write(
        _KEEP,
        ctx.tenant,
        [each.id for each in changes],
        [each.version for each in changes],
        [each.what for each in changes],
        [body_of(each) for each in changes],
    )
    for each in changes:
        ctx.emit(each)
        detail = {"version": each.version, each.what: _part(each)}
        await audit_commands.note(ctx, f"grant.{each.what}.changed", each.id, detail)
    await _tell_memberships(ctx, before, changes)


async def _tell_memberships(ctx: Context, before: World, changes: tuple[GrantChanged, ...]) -> None:
    after = _after(before, changes)
    moved = {
        group: (before.members_of(group), after.members_of(group))
        for group in sorted(before.groups.keys() | after.groups.keys())
    }
    moved = {group: (old, new) for group, (old, new) in moved.items() if old != new}
    if not moved:
        return
    versions = await queries.versions_of(ctx, list(moved))
    versions |= {each.id: each.version for each in changes}
    for group, (old, new) in moved.items():
        for added, removed in _chunks(sorted(new - old), sorted(old - new)):
            ctx.emit(
                GroupMembershipChanged(
                    id=group, version=versions[group], added=added, removed=removed
                )
            )


def _chunks(added: list[UUID], removed: list[UUID]) -> Iterator[tuple[list[UUID], list[UUID]]]:
    for start in range(0, max(len(added), len(removed)), _MOST_IN_A_FACT):
        end = start + _MOST_IN_A_FACT
        yield added[start:end], removed[start:end]


def _part(change: GrantChanged) -> object:
    part = getattr(change, change.what)
    return None if part is None else part.model_dump(mode="json", by_alias=True)


def _after(before: World, changes: tuple[GrantChanged, ...]) -> World:
    grants = dict(before.grants)
    for each in changes:
        part: Grant | None = getattr(each, each.what)
        if part is None:
            grants.pop(each.id, None)
        else:
            grants[each.id] = part
    return World(before.tenant, before.revision, grants)
