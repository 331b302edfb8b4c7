"""What can be done with a contact."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.state_tables import changed_columns, row_of
from kontor_chassis.stamps import begun, changed, derived_into
from kontor_contacts.records.contact import queries, rules
from kontor_contacts.records.contact.model import CONTACT
from kontor_schemas.contacts.contact import Contact
from kontor_schemas.fact import Created, Deleted, Updated, changes

# A generic class is looked up anew at each subscription: here it is done once.
ContactCreated = Created[Contact]
ContactUpdated = Updated[Contact]
ContactDeleted = Deleted[Contact]


async def create_contact(ctx: Context, fields: Mapping[str, Any]) -> Contact:
    """Take up a person.

    Emits: ContactCreated.
    Raises: ContactNameless, ReferenceUnknown, UniqueTaken.
    """
    contact = begun(ctx, Contact, fields)
    contact = derived_into(contact, rules.completed(contact))
    ctx.unit.insert(CONTACT, row_of(CONTACT, contact))
    ctx.emit(ContactCreated(state=contact))
    return contact


async def change_contact(ctx: Context, contact_id: UUID, fields: Mapping[str, Any]) -> Contact:
    """Change fields of a contact; a change that changes nothing leaves no version and no fact.

    Emits: ContactUpdated.
    Raises: RecordUnknown, RecordInBin, StaleVersion, ContactNameless,
        ReferenceUnknown, UniqueTaken.
    """
    old = await queries.lock_contact(ctx, contact_id)
    new = changed(ctx, old, fields)
    new = derived_into(new, rules.completed(new))
    if not (difference := changes(old, new)):
        return old
    ctx.unit.update(CONTACT, old.id, old.version, changed_columns(CONTACT, old, new))
    ctx.emit(ContactUpdated(state=new, changed=difference))
    return new


async def delete_contact(ctx: Context, contact_id: UUID) -> None:
    """Put a contact into the recycle bin.

    Emits: ContactDeleted.
    Raises: RecordUnknown, RecordInBin, StaleVersion.
    """
    old = await queries.lock_contact(ctx, contact_id)
    version = old.version + 1
    ctx.unit.update(CONTACT, old.id, old.version, {"deleted_at": ctx.now, "version": version})
    ctx.emit(ContactDeleted(id=old.id, version=version))
