"""Reading users, and finding out which user an address signs in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Integer, Text, Uuid, any_, bindparam, func, or_, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database import paging, state_tables
from kontor_chassis.database.statements import TENANT, Statement, compiled, scoped
from kontor_chassis.errors import RecordInBin, RecordUnknown
from kontor_chassis.stamps import refuse_stale
from kontor_identity.records.user.model import LOGIN, USER
from kontor_schemas.identity.user import User

_ONE = select(USER).where(USER.c.tenant_id == TENANT, USER.c.id == bindparam("id", type_=Uuid()))
_GET = scoped(_ONE.where(USER.c.deleted_at.is_(None)))
_LOCK = compiled(_ONE.with_for_update())
_MANY = compiled(
    select(USER)
    .where(
        USER.c.tenant_id == TENANT,
        USER.c.id == any_(bindparam("ids", type_=ARRAY(Uuid()))),
        USER.c.deleted_at.is_(None),
    )
    .order_by(USER.c.id)
)
_TEXT = func.lower(bindparam("text", type_=Text()))
_CALLED = scoped(
    select(USER)
    .where(
        USER.c.tenant_id == TENANT,
        USER.c.deleted_at.is_(None),
        or_(
            func.strpos(func.lower(USER.c.display_name), _TEXT) > 0,
            func.strpos(func.lower(USER.c.email), _TEXT) == 1,
        ),
        USER.c.status == "active",
    )
    .order_by(USER.c.display_name, USER.c.id)
    .limit(bindparam("rows", type_=Integer()))
)
_LOGIN = select(LOGIN.c.user_id).where(
    LOGIN.c.tenant_id == TENANT, LOGIN.c.email_digest == bindparam("digest", type_=Text())
)
_TAKEN = compiled(_LOGIN)
_PLACE = scoped(_LOGIN)
# The form of `statements.scoped`, but it names the digest instead of a tenant: see `LOGIN`.
_PLACES = Statement(
    "WITH t AS MATERIALIZED (SELECT set_config('kontor.lookup', $1::text, true) s)"
    " SELECT x.* FROM t CROSS JOIN LATERAL (SELECT tenant_id, user_id FROM login"
    " WHERE email_digest = $1 AND t.s IS NOT NULL LIMIT 2) x",
    ("digest",),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address signs in."""

    tenant: UUID
    user: UUID


async def user_json(ctx: ReadContext, user_id: UUID) -> tuple[bytes, int]:
    """Return a user as JSON, and its version.

    Raises:
        RecordUnknown: There is none in this tenant.
    """
    row = await ctx.unit.one(_GET, id=user_id)
    if row is None:
        raise RecordUnknown
    return state_tables.json_of(USER, row), row["version"]


async def users_page(ctx: ReadContext, listing: paging.Listing, cursor: str | None) -> bytes:
    """Return a page of users as JSON.

    Raises:
        CursorInvalid: The cursor belongs to another list.
    """
    return await paging.page(ctx, USER, listing, cursor)


async def users_called(ctx: ReadContext, text: str, limit: int) -> bytes:
    """Return the users whose name has a text in it as hits of a search, by name."""
    rows = await ctx.unit.all(_CALLED, text=text.strip(), rows=limit)
    items = [
        {
            "record": "identity.user",
            "id": row["id"],
            "title": row["display_name"],
            "subtitle": {"email": row["email"]},
        }
        for row in rows
    ]
    return state_tables.encoded({"items": items, "refs": {}})


async def find_user(ctx: ReadContext, user_id: UUID) -> User | None:
    """Return a user who was not deleted, or None."""
    row = await ctx.unit.one(_GET, id=user_id)
    return None if row is None else state_tables.state_of(USER, row, User)


async def read_user(ctx: Context, user_id: UUID) -> User:
    """Return a user inside of a unit of work whose locks are taken, locking the row.

    Raises:
        RecordUnknown: There is none in this tenant.
        RecordInBin: The user was deleted.
    """
    row = await ctx.unit.one(_LOCK, id=user_id)
    if row is None:
        raise RecordUnknown
    if row["deleted_at"] is not None:
        raise RecordInBin
    return state_tables.state_of(USER, row, User)


async def read_users(ctx: Context, users: Iterable[UUID]) -> Sequence[User]:
    """Return users in a unit of work whose locks are taken; those who are gone are missing."""
    rows = await ctx.unit.all(_MANY, ids=list(users))
    return [state_tables.state_of(USER, row, User) for row in rows]


async def user_at_version(ctx: Context, user_id: UUID) -> User:
    """Return a user as `read_user` does, at the version the client decided on.

    Raises:
        RecordUnknown: There is none in this tenant.
        RecordInBin: The user was deleted.
        StaleVersion: The client decided on another version.
    """
    user = await read_user(ctx, user_id)
    refuse_stale(ctx, user)
    return user


async def owner_of_login(ctx: Context, digest: str) -> UUID | None:
    """Return which user of this tenant an address signs in."""
    row = await ctx.unit.one(_TAKEN, digest=digest)
    return row["user_id"] if row else None


async def user_of_login(ctx: ReadContext, digest: str) -> UUID | None:
    """Return which user of the context's tenant an address signs in."""
    row = await ctx.unit.one(_PLACE, digest=digest)
    return row["user_id"] if row else None


async def places_of(ctx: ReadContext, digest: str) -> Sequence[Place]:
    """Return where an address signs in, in all tenants; two of them where there are more."""
    rows = await ctx.unit.all(_PLACES, digest=digest)
    return [Place(row["tenant_id"], row["user_id"]) for row in rows]
