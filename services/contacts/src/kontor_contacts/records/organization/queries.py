"""Reading organizations."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database import paging, state_tables
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_chassis.errors import RecordInBin, RecordUnknown
from kontor_chassis.stamps import refuse_stale
from kontor_contacts.records.organization.model import ORGANIZATION
from kontor_schemas.contacts.organization import Organization

_ONE = select(ORGANIZATION).where(
    ORGANIZATION.c.tenant_id == TENANT, ORGANIZATION.c.id == bindparam("id", type_=Uuid())
)
_GET = scoped(_ONE.where(ORGANIZATION.c.deleted_at.is_(None)))
_LOCK = compiled(_ONE.with_for_update())


async def organization_json(ctx: ReadContext, organization_id: UUID) -> tuple[bytes, int]:
    """Return an organization as JSON, and its version.

    Raises:
        RecordUnknown: There is none in this tenant.
    """
    row = await ctx.unit.one(_GET, id=organization_id)
    if row is None:
        raise RecordUnknown
    return state_tables.json_of(ORGANIZATION, row), row["version"]


async def organizations_page(
    ctx: ReadContext, listing: paging.Listing, cursor: str | None
) -> bytes:
    """Return a page of organizations as JSON.

    Raises:
        CursorInvalid: The cursor belongs to another list.
    """
    return await paging.page(ctx, ORGANIZATION, listing, cursor)


async def lock_organization(ctx: Context, organization_id: UUID) -> Organization:
    """Lock an organization for this unit of work and return it as it stands.

    Raises:
        RecordUnknown: There is none in this tenant.
        RecordInBin: It was deleted.
        StaleVersion: The client decided on another version.
    """
    await ctx.unit.lock(organization_id)
    row = await ctx.unit.one(_LOCK, id=organization_id)
    if row is None:
        raise RecordUnknown
    if row["deleted_at"] is not None:
        raise RecordInBin
    organization = state_tables.state_of(ORGANIZATION, row, Organization)
    refuse_stale(ctx, organization)
    return organization
