"""Reading contacts."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database import paging, state_tables
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_chassis.errors import RecordInBin, RecordUnknown
from kontor_chassis.stamps import refuse_stale
from kontor_contacts.records.contact.model import CONTACT
from kontor_schemas.contacts.contact import Contact

_ONE = select(CONTACT).where(
    CONTACT.c.tenant_id == TENANT, CONTACT.c.id == bindparam("id", type_=Uuid())
)
_GET = scoped(_ONE.where(CONTACT.c.deleted_at.is_(None)))
_LOCK = compiled(_ONE.with_for_update())


async def contact_json(ctx: ReadContext, contact_id: UUID) -> tuple[bytes, int]:
    """Return a contact as JSON, and its version.

    Raises:
        RecordUnknown: There is none in this tenant.
    """
    row = await ctx.unit.one(_GET, id=contact_id)
    if row is None:
        raise RecordUnknown
    return state_tables.json_of(CONTACT, row), row["version"]


async def contacts_page(ctx: ReadContext, listing: paging.Listing, cursor: str | None) -> bytes:
    """Return a page of contacts as JSON.

    Raises:
        CursorInvalid: The cursor belongs to another list.
    """
    return await paging.page(ctx, CONTACT, listing, cursor)


async def lock_contact(ctx: Context, contact_id: UUID) -> Contact:
    """Lock a contact for this unit of work and return it as it stands.

    Raises:
        RecordUnknown: There is none in this tenant.
        RecordInBin: It was deleted.
        StaleVersion: The client decided on another version.
    """
    await ctx.unit.lock(contact_id)
    row = await ctx.unit.one(_LOCK, id=contact_id)
    if row is None:
        raise RecordUnknown
    if row["deleted_at"] is not None:
        raise RecordInBin
    contact = state_tables.state_of(CONTACT, row, Contact)
    refuse_stale(ctx, contact)
    return contact
