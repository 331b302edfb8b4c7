"""Reading what a user prefers."""

from typing import Any, Final
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Text, Uuid, bindparam, cast, column, select, table

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import TENANT, scoped
from kontor_chassis.errors import ActionForbidden

_PREFERENCE: Final = table(
    "preference", column("tenant_id", Uuid()), column("user_id", Uuid()), column("content")
)
_COLUMNS: Final[list[ColumnElement[Any]]] = [cast(_PREFERENCE.c.content, Text()).label("content")]
_GET: Final = scoped(
    select(*_COLUMNS).where(
        _PREFERENCE.c.tenant_id == TENANT,
        _PREFERENCE.c.user_id == bindparam("user", type_=Uuid()),
    )
)

_PUT: Final = (
    "INSERT INTO preference (tenant_id, user_id, content)"
    " SELECT $1::uuid, $2::uuid, $3::text::jsonb FROM i"
    " ON CONFLICT (tenant_id, user_id) DO UPDATE SET content = EXCLUDED.content RETURNING 1"
)


def user_of(ctx: Context | ReadContext) -> UUID:
    """Return the user who asks.

    Raises:
        ActionForbidden: A service asks, which prefers nothing.
    """
    subject = ctx.principal.subject
    if subject.kind != "user":
        raise ActionForbidden
    return UUID(subject.id)


async def preferences_of(ctx: Context | ReadContext, user: UUID) -> dict[str, Any]:
    """Return what a user prefers; what they never said is not in it."""
    row = await ctx.unit.one(_GET, user=user)
    found: dict[str, Any] = orjson.loads(row["content"]) if row else {}
    return found


def put(ctx: Context, user: UUID, content: bytes) -> None:
    """Stage all that a user prefers, as JSON."""
    ctx.unit.stage_write(_PUT, ctx.tenant, user, content.decode())
