"""Reading API keys."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Uuid, bindparam, or_, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_chassis.errors import RecordUnknown
from kontor_identity.records.api_key.model import API_KEY
from kontor_identity.records.api_key.schemas import ApiKey

_ID = bindparam("id", type_=Uuid())
_USER = bindparam("user", type_=Uuid())
_NOW = bindparam("now", type_=DateTime(timezone=True))

_ONE = select(API_KEY).where(API_KEY.c.tenant_id == TENANT, API_KEY.c.id == _ID)
_OF_USER = select(API_KEY).where(API_KEY.c.tenant_id == TENANT, API_KEY.c.user_id == _USER)
_STANDS = or_(API_KEY.c.expires_at.is_(None), API_KEY.c.expires_at > _NOW)
_GET = scoped(_ONE)
_LIST = scoped(_OF_USER.order_by(API_KEY.c.created_at.desc(), API_KEY.c.id).limit(200))
_LOCK = compiled(_ONE.with_for_update())
_STANDING = scoped(_ONE.where(API_KEY.c.revoked_at.is_(None), _STANDS))
_UNREVOKED = compiled(
    select(API_KEY.c.id, API_KEY.c.version, API_KEY.c.expires_at)
    .where(
        API_KEY.c.tenant_id == TENANT, API_KEY.c.user_id == _USER, API_KEY.c.revoked_at.is_(None)
    )
    .with_for_update()
)


async def key_of(ctx: ReadContext, key_id: UUID, user: UUID | None) -> ApiKey:
    """Return a key of a user.

    Raises:
        RecordUnknown: There is none, or it is somebody else's.
    """
    row = await ctx.unit.one(_GET, id=key_id)
    if row is None or row["user_id"] != user:
        raise RecordUnknown
    return shown(row)


async def keys_of(ctx: ReadContext, user: UUID | None) -> Sequence[ApiKey]:
    """Return the keys of a user, the newest first."""
    return [shown(row) for row in await ctx.unit.all(_LIST, user=user)]


async def standing_key(ctx: ReadContext, key_id: UUID) -> Mapping[str, Any] | None:
    """Return the row of a key that was neither revoked nor has expired."""
    row: Mapping[str, Any] | None = await ctx.unit.one(_STANDING, id=key_id, now=ctx.now)
    return row


async def lock_key(ctx: Context, key_id: UUID) -> ApiKey:
    """Return a key inside of a unit of work whose locks are taken.

    Raises:
        RecordUnknown: There is none in this tenant.
    """
    row = await ctx.unit.one(_LOCK, id=key_id)
    if row is None:
        raise RecordUnknown
    return shown(row)


async def unrevoked_keys(ctx: Context, user: UUID) -> Sequence[Mapping[str, Any]]:
    """Return id, version and end of a user's keys that were not revoked."""
    rows: Sequence[Mapping[str, Any]] = await ctx.unit.all(_UNREVOKED, user=user)
    return rows


def shown(row: Mapping[str, Any]) -> ApiKey:
    """Return what is shown of a key."""
    return ApiKey.model_validate(
        {**dict(row), "user": row["user_id"], "scopes": row["scopes"].split()}
    )
