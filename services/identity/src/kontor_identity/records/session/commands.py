"""What can be done with a session."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from kontor_chassis.access import opaque
from kontor_chassis.access.opaque import Opaque
from kontor_chassis.context import Context
from kontor_identity.records.session import queries
from kontor_identity.records.session.model import REFRESH_TOKEN, SESSION
from kontor_schemas.identity.session import SessionRevoked

COOKIE = "session"
REFRESH = "refresh"

_USE = (
    "UPDATE refresh_token SET used_at = $3::timestamptz"
    " WHERE tenant_id = $1::uuid AND digest = $2::bytea AND used_at IS NULL RETURNING 1"
)
_SEE = (
    "UPDATE session SET seen_at = $3::timestamptz"
    " WHERE tenant_id = $1::uuid AND id = $2::uuid RETURNING 1"
)
_END = (
    "UPDATE session SET ended_at = $3::timestamptz"
    " WHERE tenant_id = $1::uuid AND id = $2::uuid AND ended_at IS NULL RETURNING 1"
)
_END_ALL = (
    "UPDATE session SET ended_at = $3::timestamptz"
    " WHERE tenant_id = $1::uuid AND user_id = $2::uuid AND ended_at IS NULL RETURNING 1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A session as its owner gets it, once: the cookie's value and the first refresh token."""

    id: UUID
    user: UUID
    ends_at: datetime
    cookie: str = field(repr=False)
    refresh_token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """A session that goes on, with its next refresh token."""

    id: UUID
    user: UUID
    ends_at: datetime
    refresh_token: str = field(repr=False)


def begin_session(
    ctx: Context, user_id: UUID, life: timedelta, client_address: str | None, user_agent: str | None
) -> Begun:
    """Sign a user in; whether they may was decided before, under the user's lock.

    Emits: nothing; a session tells only of its end.
    """
    session_id = ctx.new_id()
    cookie, cookie_digest = opaque.issue(COOKIE, ctx.tenant, session_id)
    ends_at = ctx.now + life
    ctx.unit.insert(
        SESSION,
        {
            "id": session_id,
            "user_id": user_id,
            "cookie_digest": cookie_digest,
            "started_at": ctx.now,
            "seen_at": ctx.now,
            "ends_at": ends_at,
            "ended_at": None,
            "client_address": client_address,
            "user_agent": user_agent,
        },
    )
    refresh = _issue_refresh_token(ctx, session_id)
    return Begun(id=session_id, user=user_id, ends_at=ends_at, cookie=cookie, refresh_token=refresh)


async def refresh_session(
    ctx: Context, token: Opaque, idle: timedelta
) -> Refreshed | Literal["unknown", "reused"]:
    """Take a refresh token and give the next one; one that comes a second time ends the session.

    Two hold such a token: its owner and somebody who copied it. Which is which cannot be told.

    Emits: SessionRevoked for a token that comes a second time.
    """
    session = await queries.lock_session(ctx, token.id, idle)
    given = await queries.refresh_token(ctx, token.id, token.digest)
    if session is None or given is None:
        return "unknown"
    if given["used_at"] is not None:
        _end(ctx, token.id, session["user_id"])
        return "reused"
    ctx.unit.stage_write(_USE, ctx.tenant, token.digest, ctx.now)
    ctx.unit.stage_write(_SEE, ctx.tenant, token.id, ctx.now)
    refresh = _issue_refresh_token(ctx, token.id)
    return Refreshed(
        id=token.id, user=session["user_id"], ends_at=session["ends_at"], refresh_token=refresh
    )


async def end_session(ctx: Context, session_id: UUID, idle: timedelta) -> bool:
    """Sign a session out.

    Returns:
        Whether it stood.

    Emits: SessionRevoked.
    """
    session = await queries.lock_session(ctx, session_id, idle)
    if session is None:
        return False
    _end(ctx, session_id, session["user_id"])
    return True


async def end_sessions_of(ctx: Context, user_id: UUID) -> None:
    """End every session of a user; the user's lock is held.

    Emits: SessionRevoked, once for all, even where there is none: tokens of services that act for
        the user hang on no session.
    """
    if await queries.has_sessions(ctx, user_id):
        ctx.unit.stage_write(_END_ALL, ctx.tenant, user_id, ctx.now)
    ctx.emit(SessionRevoked(id=user_id, what="user", user=user_id, revoked_at=ctx.now))


def see_session(ctx: Context, session_id: UUID) -> None:
    """Note that a session is in use.

    Emits: nothing.
    """
    ctx.unit.stage_write(_SEE, ctx.tenant, session_id, ctx.now)


def _end(ctx: Context, session_id: UUID, user_id: UUID) -> None:
    ctx.unit.stage_write(_END, ctx.tenant, session_id, ctx.now)
    ctx.emit(SessionRevoked(id=session_id, what="session", user=user_id, revoked_at=ctx.now))


def _issue_refresh_token(ctx: Context, session_id: UUID) -> str:
    text, digest = opaque.issue(REFRESH, ctx.tenant, session_id)
    ctx.unit.insert(
        REFRESH_TOKEN,
        {"digest": digest, "session_id": session_id, "issued_at": ctx.now, "used_at": None},
    )
    return text
