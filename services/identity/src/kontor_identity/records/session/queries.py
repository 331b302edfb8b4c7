"""Reading sessions."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, Uuid, bindparam, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_identity.records.session.model import REFRESH_TOKEN, SESSION

_STANDING = select(SESSION).where(
    SESSION.c.tenant_id == TENANT,
    SESSION.c.id == bindparam("id", type_=Uuid()),
    SESSION.c.ended_at.is_(None),
    SESSION.c.ends_at > bindparam("now", type_=DateTime(timezone=True)),
    SESSION.c.seen_at > bindparam("idle_since", type_=DateTime(timezone=True)),
)
_GET = scoped(_STANDING)
_READ = compiled(_STANDING.with_for_update())
_TOKEN = compiled(
    select(REFRESH_TOKEN.c.used_at).where(
        REFRESH_TOKEN.c.tenant_id == TENANT,
        REFRESH_TOKEN.c.digest == bindparam("digest", type_=LargeBinary()),
        REFRESH_TOKEN.c.session_id == bindparam("session", type_=Uuid()),
    )
)
_OF_USER = compiled(
    select(SESSION.c.id)
    .where(
        SESSION.c.tenant_id == TENANT,
        SESSION.c.user_id == bindparam("user", type_=Uuid()),
        SESSION.c.ended_at.is_(None),
    )
    .with_for_update()
)


async def standing_session(
    ctx: ReadContext, session_id: UUID, idle: timedelta
) -> Mapping[str, Any] | None:
    """Return a session that has neither ended, run out nor been idle for too long."""
    row: Mapping[str, Any] | None = await ctx.unit.one(
        _GET, id=session_id, now=ctx.now, idle_since=ctx.now - idle
    )
    return row


async def lock_session(ctx: Context, session_id: UUID, idle: timedelta) -> Mapping[str, Any] | None:
    """Lock a standing session for this unit of work."""
    await ctx.unit.lock(session_id)
    row: Mapping[str, Any] | None = await ctx.unit.one(
        _READ, id=session_id, now=ctx.now, idle_since=ctx.now - idle
    )
    return row


async def refresh_token(ctx: Context, session_id: UUID, digest: bytes) -> Mapping[str, Any] | None:
    """Return a refresh token that was given out for a session, used or not."""
    row: Mapping[str, Any] | None = await ctx.unit.one(_TOKEN, session=session_id, digest=digest)
    return row


async def has_sessions(ctx: Context, user_id: UUID) -> bool:
    """Whether a user has sessions that were not ended; they are locked until this is over."""
    return await ctx.unit.one(_OF_USER, user=user_id) is not None
