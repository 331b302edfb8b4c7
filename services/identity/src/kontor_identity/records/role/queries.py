"""Reading roles."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database import paging, state_tables
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_chassis.errors import RecordInBin, RecordUnknown
from kontor_chassis.stamps import refuse_stale
from kontor_identity.records.role.model import ROLE
from kontor_schemas.identity.role import Role

_ONE = select(ROLE).where(ROLE.c.tenant_id == TENANT, ROLE.c.id == bindparam("id", type_=Uuid()))
_GET = scoped(_ONE.where(ROLE.c.deleted_at.is_(None)))
_LOCK = compiled(_ONE.with_for_update())


async def role_json(ctx: ReadContext, role_id: UUID) -> tuple[bytes, int]:
    """Return a role as JSON, and its version.

    Raises:
        RecordUnknown: There is none in this tenant.
    """
    row = await ctx.unit.one(_GET, id=role_id)
    if row is None:
        raise RecordUnknown
    return state_tables.json_of(ROLE, row), row["version"]


async def roles_page(ctx: ReadContext, listing: paging.Listing, cursor: str | None) -> bytes:
    """Return a page of roles as JSON.

    Raises:
        CursorInvalid: The cursor belongs to another list.
    """
    return await paging.page(ctx, ROLE, listing, cursor)


async def read_role(ctx: Context, role_id: UUID) -> Role:
    """Return a role inside of a unit of work whose locks are taken, locking the row.

    Raises:
        RecordUnknown: There is none in this tenant.
        RecordInBin: It was deleted.
    """
    row = await ctx.unit.one(_LOCK, id=role_id)
    if row is None:
        raise RecordUnknown
    if row["deleted_at"] is not None:
        raise RecordInBin
    return state_tables.state_of(ROLE, row, Role)


async def role_at_version(ctx: Context, role_id: UUID) -> Role:
    """Return a role as `read_role` does, at the version the client decided on.

    Raises:
        RecordUnknown: There is none in this tenant.
        RecordInBin: It was deleted.
        StaleVersion: The client decided on another version.
    """
    found = await read_role(ctx, role_id)
    refuse_stale(ctx, found)
    return found
