"""Reading module defaults."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database import paging, state_tables
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_chassis.errors import RecordUnknown
from kontor_chassis.stamps import refuse_stale
from kontor_identity.records.module_default.model import MODULE_DEFAULT
from kontor_schemas.identity.module_default import ModuleDefault

_ONE = select(MODULE_DEFAULT).where(
    MODULE_DEFAULT.c.tenant_id == TENANT, MODULE_DEFAULT.c.id == bindparam("id", type_=Uuid())
)
_GET = scoped(_ONE.where(MODULE_DEFAULT.c.deleted_at.is_(None)))
_LOCK = compiled(_ONE.with_for_update())


async def module_default_json(ctx: ReadContext, module_default_id: UUID) -> tuple[bytes, int]:
    """Return a module default as JSON, and its version.

    Raises:
        RecordUnknown: There is none in this tenant.
    """
    row = await ctx.unit.one(_GET, id=module_default_id)
    if row is None:
        raise RecordUnknown
    return state_tables.json_of(MODULE_DEFAULT, row), row["version"]


async def module_defaults_page(
    ctx: ReadContext, listing: paging.Listing, cursor: str | None
) -> bytes:
    """Return a page of module defaults as JSON.

    Raises:
        CursorInvalid: The cursor belongs to another list.
    """
    return await paging.page(ctx, MODULE_DEFAULT, listing, cursor)


async def read_module_default(ctx: Context, module_default_id: UUID) -> ModuleDefault:
    """Return a module default inside of a unit of work whose locks are taken, locking the row.

    Raises:
        RecordUnknown: There is none in this tenant.
    """
    row = await ctx.unit.one(_LOCK, id=module_default_id)
    if row is None:
        raise RecordUnknown
    return state_tables.state_of(MODULE_DEFAULT, row, ModuleDefault)


async def module_default_at_version(ctx: Context, module_default_id: UUID) -> ModuleDefault:
    """Return a module default as `read_module_default` does, at the version the client decided on.

    Raises:
        RecordUnknown: There is none in this tenant.
        StaleVersion: The client decided on another version.
    """
    found = await read_module_default(ctx, module_default_id)
    refuse_stale(ctx, found)
    return found
