"""Reading grants: who may what, and who is left to administer."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, any_, bindparam, func, select

from kontor_chassis.actor import Principal
from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import TENANT, compiled
from kontor_chassis.errors import ActionForbidden
from kontor_identity.records.grant.model import USER_GRANT
from kontor_records.access.fields import Effective
from kontor_records.access.rights import Rights, rights_in
from kontor_records.access.tables import ACCESS_GRANT
from kontor_records.access.world import World
from kontor_records.access.worlds import WORLDS

_USER = bindparam("user", type_=Uuid())
_IDS = bindparam("ids", type_=ARRAY(Uuid()))
_ACTIVE = bindparam("active", type_=Text())

_MINE = compiled(
    select(USER_GRANT.c.status, USER_GRANT.c.is_administrator).where(
        USER_GRANT.c.tenant_id == TENANT, USER_GRANT.c.user_id == _USER
    )
)
_OTHER_ADMINISTRATORS = compiled(
    select(func.count().label("found")).where(
        USER_GRANT.c.tenant_id == TENANT,
        USER_GRANT.c.is_administrator.is_(True),
        USER_GRANT.c.status == _ACTIVE,
        USER_GRANT.c.user_id != _USER,
    )
)
_STATUS = compiled(
    select(USER_GRANT.c.user_id, USER_GRANT.c.status).where(
        USER_GRANT.c.tenant_id == TENANT, USER_GRANT.c.user_id == any_(_IDS)
    )
)
_VERSIONS = compiled(
    select(ACCESS_GRANT.c.id, ACCESS_GRANT.c.version).where(
        ACCESS_GRANT.c.tenant_id == TENANT, ACCESS_GRANT.c.id == any_(_IDS)
    )
)


async def refuse_but_administrators(ctx: Context) -> None:
    """Let nobody pass but an active administrator of the tenant, in person or by a service.

    Called after the locks were taken: nobody stops being one in between.

    Raises:
        ActionForbidden: The principal is none.
    """
    if not await is_administrator(ctx):
        raise ActionForbidden


async def is_administrator(ctx: Context) -> bool:
    """Whether an active administrator asks."""
    user = user_of(ctx.principal)
    row = await ctx.unit.one(_MINE, user=user) if user else None
    return row is not None and row["is_administrator"] and row["status"] == "active"


def user_of(principal: Principal) -> UUID | None:
    """Return the user a principal stands for; a service that acts for nobody stands for none."""
    return UUID(principal.subject.id) if principal.subject.kind == "user" else None


async def other_administrators(ctx: Context, user_id: UUID) -> int:
    """Return how many active administrators the tenant has beside a user."""
    row = await ctx.unit.one(_OTHER_ADMINISTRATORS, user=user_id, active="active")
    assert row is not None  # noqa: S101 - a count always has a row
    found: int = row["found"]
    return found


async def unknown_users(ctx: Context, users: Collection[UUID]) -> Collection[UUID]:
    """Return which of some users the tenant does not have, or has no more."""
    rows = await ctx.unit.all(_STATUS, ids=list(users))
    return {*users} - {row["user_id"] for row in rows if row["status"] != "deactivated"}


async def versions_of(ctx: Context, ids: Collection[UUID]) -> dict[UUID, int]:
    """Return the versions at which things were last told."""
    return {row["id"]: row["version"] for row in await ctx.unit.all(_VERSIONS, ids=list(ids))}


async def world(ctx: ReadContext | Context) -> World:
    """Return all grants of the tenant as they stand; while its lock is held, they stay so."""
    return await WORLDS.current(ctx, anew=True)


async def rights(ctx: ReadContext | Context) -> Rights:
    """Return the rights of the user who asks as they stand.

    Other services go by what they knew half a second ago; who administers rights sees what is.

    Raises:
        ActionForbidden: No user asks.
    """
    user = user_of(ctx.principal)
    if user is None:
        raise ActionForbidden
    return rights_in(await world(ctx), user, ctx.now)


async def refuse_but_stewards(ctx: Context) -> Effective | None:
    """Let nobody pass but administrators and those whose profiles let them manage access.

    Returns:
        What the principal may do, and therefore give; None for everything.

    Raises:
        ActionForbidden: The principal is none of them.
    """
    found = await rights(ctx)
    if not found.tool("manage_access"):
        raise ActionForbidden
    return found.allowed
