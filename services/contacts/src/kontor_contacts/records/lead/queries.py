"""Reading leads."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database import paging, state_tables
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_chassis.errors import RecordInBin, RecordUnknown
from kontor_chassis.stamps import refuse_stale
from kontor_contacts.records.lead.model import LEAD
from kontor_schemas.contacts.lead import Lead

_ONE = select(LEAD).where(LEAD.c.tenant_id == TENANT, LEAD.c.id == bindparam("id", type_=Uuid()))
_GET = scoped(_ONE.where(LEAD.c.deleted_at.is_(None)))
_LOCK = compiled(_ONE.with_for_update())


async def lead_json(ctx: ReadContext, lead_id: UUID) -> tuple[bytes, int]:
    """Return a lead as JSON, and its version.

    Raises:
        RecordUnknown: There is none in this tenant.
    """
    row = await ctx.unit.one(_GET, id=lead_id)
    if row is None:
        raise RecordUnknown
    return state_tables.json_of(LEAD, row), row["version"]


async def leads_page(ctx: ReadContext, listing: paging.Listing, cursor: str | None) -> bytes:
    """Return a page of leads as JSON.

    Raises:
        CursorInvalid: The cursor belongs to another list.
    """
    return await paging.page(ctx, LEAD, listing, cursor)


async def lock_lead(ctx: Context, lead_id: UUID) -> Lead:
    """Lock a lead for this unit of work and return it as it stands.

    Raises:
        RecordUnknown: There is none in this tenant.
        RecordInBin: It was deleted.
        StaleVersion: The client decided on another version.
    """
    await ctx.unit.lock(lead_id)
    row = await ctx.unit.one(_LOCK, id=lead_id)
    if row is None:
        raise RecordUnknown
    if row["deleted_at"] is not None:
        raise RecordInBin
    lead = state_tables.state_of(LEAD, row, Lead)
    refuse_stale(ctx, lead)
    return lead
