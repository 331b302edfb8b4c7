"""Reading grants: who may what, and who is left to administer."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, func, select

from kontor_chassis.actor import Principal
from kontor_chassis.context import Context
from kontor_chassis.database.statements import TENANT, compiled
from kontor_chassis.errors import ActionForbidden
from kontor_identity.records.grant.model import GROUP_MEMBER, USER_GRANT

_USER = bindparam("user", type_=Uuid())
_USERS = bindparam("users", type_=ARRAY(Uuid()))
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
_GROUPS = (
    select(func.array_agg(GROUP_MEMBER.c.group_id))
    .where(
        GROUP_MEMBER.c.tenant_id == USER_GRANT.c.tenant_id,
        GROUP_MEMBER.c.user_id == USER_GRANT.c.user_id,
    )
    .scalar_subquery()
)
_GRANTS = compiled(
    select(USER_GRANT, _GROUPS.label("groups")).where(
        USER_GRANT.c.tenant_id == TENANT, USER_GRANT.c.user_id == func.any(_USERS)
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


async def grants_of(ctx: Context, users: Collection[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
    """Return the grants of users by user, each with its groups; who is unknown is missing."""
    rows = await ctx.unit.all(_GRANTS, users=list(users))
    return {row["user_id"]: {**dict(row), "groups": row["groups"] or []} for row in rows}
