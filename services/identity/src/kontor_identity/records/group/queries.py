"""Reading groups."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Integer, Text, Uuid, bindparam, func, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database import paging, state_tables
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_chassis.errors import RecordInBin, RecordUnknown
from kontor_chassis.stamps import refuse_stale
from kontor_identity.records.group.model import GROUP
from kontor_schemas.identity.group import Group

_ONE = select(GROUP).where(GROUP.c.tenant_id == TENANT, GROUP.c.id == bindparam("id", type_=Uuid()))
_GET = scoped(_ONE.where(GROUP.c.deleted_at.is_(None)))
_LOCK = compiled(_ONE.with_for_update())
_ADDRESS = compiled(
    select(GROUP.c.id).where(
        GROUP.c.tenant_id == TENANT,
        GROUP.c.deleted_at.is_(None),
        func.lower(GROUP.c.email) == func.lower(bindparam("email", type_=Text())),
    )
)
_TEXT = func.lower(bindparam("text", type_=Text()))
_CALLED = scoped(
    select(GROUP)
    .where(
        GROUP.c.tenant_id == TENANT,
        GROUP.c.deleted_at.is_(None),
        func.strpos(func.lower(GROUP.c.name), _TEXT) > 0,
    )
    .order_by(GROUP.c.name, GROUP.c.id)
    .limit(bindparam("rows", type_=Integer()))
)


async def group_json(ctx: ReadContext, group_id: UUID) -> tuple[bytes, int]:
    """Return a group as JSON, and its version.

    Raises:
        RecordUnknown: There is none in this tenant.
    """
    row = await ctx.unit.one(_GET, id=group_id)
    if row is None:
        raise RecordUnknown
    return state_tables.json_of(GROUP, row), row["version"]


async def groups_page(ctx: ReadContext, listing: paging.Listing, cursor: str | None) -> bytes:
    """Return a page of groups as JSON.

    Raises:
        CursorInvalid: The cursor belongs to another list.
    """
    return await paging.page(ctx, GROUP, listing, cursor)


async def groups_called(ctx: ReadContext, text: str, limit: int) -> bytes:
    """Return the groups whose name has a text in it as hits of a search, by name."""
    rows = await ctx.unit.all(_CALLED, text=text.strip(), rows=limit)
    items = [
        {
            "record": "identity.group",
            "id": row["id"],
            "title": row["name"],
            "subtitle": {},
        }
        for row in rows
    ]
    return state_tables.encoded({"items": items, "refs": {}})


async def read_group(ctx: Context, group_id: UUID) -> Group:
    """Return a group inside of a unit of work whose locks are taken, locking the row.

    Raises:
        RecordUnknown: There is none in this tenant.
        RecordInBin: It was deleted.
    """
    row = await ctx.unit.one(_LOCK, id=group_id)
    if row is None:
        raise RecordUnknown
    if row["deleted_at"] is not None:
        raise RecordInBin
    return state_tables.state_of(GROUP, row, Group)


async def groups_with_address(ctx: Context, email: str) -> Collection[UUID]:
    """Return the groups that have an address, however it is written."""
    return {row["id"] for row in await ctx.unit.all(_ADDRESS, email=email)}


async def group_at_version(ctx: Context, group_id: UUID) -> Group:
    """Return a group inside of a unit of work whose locks are taken.

    Raises:
        RecordUnknown: There is none in this tenant.
        RecordInBin: It was deleted.
        StaleVersion: The client decided on another version.
    """
    group = await read_group(ctx, group_id)
    refuse_stale(ctx, group)
    return group
