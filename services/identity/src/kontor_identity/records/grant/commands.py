"""What changes with a grant: every change is told with all of the user's rights, in ids."""

from collections.abc import Collection
from uuid import UUID

from kontor_chassis.context import Context
from kontor_identity.records.grant import queries
from kontor_identity.records.grant.model import USER_GRANT
from kontor_schemas.identity.grant import GrantChanged
from kontor_schemas.identity.user import User

_CHANGE = (
    "UPDATE user_grant SET version = version + 1, status = $3::text,"
    " is_administrator = $4::boolean WHERE tenant_id = $1::uuid AND user_id = $2::uuid RETURNING 1"
)
_RAISE = (
    "UPDATE user_grant SET version = version + 1"
    " WHERE tenant_id = $1::uuid AND user_id = ANY($2::uuid[]) RETURNING 1"
)
_JOIN = (
    "INSERT INTO group_member (tenant_id, user_id, group_id)"
    " SELECT $1::uuid, joining, $3::uuid FROM i, unnest($2::uuid[]) AS joining RETURNING 1"
)
_LEAVE = (
    "DELETE FROM group_member WHERE tenant_id = $1::uuid AND user_id = ANY($2::uuid[])"
    " AND group_id = $3::uuid RETURNING 1"
)


def begin_grant(ctx: Context, user: User) -> None:
    """Note the rights of a new user.

    Emits: GrantChanged.
    """
    row = {"user_id": user.id, "version": 1, **_rights(user)}
    ctx.unit.insert(USER_GRANT, row)
    ctx.emit(GrantChanged(id=user.id, version=1, **_rights(user)))


async def change_grant(ctx: Context, user: User, *, is_gone: bool = False) -> None:
    """Note the rights of a user after a change; the tenant's lock is held.

    Emits: GrantChanged.
    """
    before = (await queries.grants_of(ctx, [user.id]))[user.id]
    rights = {**_rights(user), "status": "deactivated"} if is_gone else _rights(user)
    ctx.unit.stage_write(_CHANGE, ctx.tenant, user.id, rights["status"], rights["is_administrator"])
    ctx.emit(
        GrantChanged(
            id=user.id, version=before["version"] + 1, groups=sorted(before["groups"]), **rights
        )
    )


async def change_members(
    ctx: Context, group_id: UUID, joining: Collection[UUID], leaving: Collection[UUID]
) -> None:
    """Note who came into a group and who left it; the tenant's lock is held.

    Emits: GrantChanged, for each of them.
    """
    grants = await queries.grants_of(ctx, [*joining, *leaving])
    for sql, users in ((_JOIN, joining), (_LEAVE, leaving)):
        if users:
            ctx.unit.stage_write(sql, ctx.tenant, list(users), group_id)
    if grants:
        ctx.unit.stage_write(_RAISE, ctx.tenant, list(grants))
    for user_id, grant in grants.items():
        groups = {*grant["groups"]} | {group_id}
        if user_id in leaving:
            groups.discard(group_id)
        ctx.emit(
            GrantChanged(
                id=user_id,
                version=grant["version"] + 1,
                status=grant["status"],
                is_administrator=grant["is_administrator"],
                groups=sorted(groups),
            )
        )


def _rights(user: User) -> dict[str, object]:
    return {"status": user.status, "is_administrator": user.is_administrator}
