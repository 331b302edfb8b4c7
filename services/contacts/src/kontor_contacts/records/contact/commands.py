"""What can be done with a contact."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_contacts.records.contact import rules
from kontor_contacts.records.contact.record import CONTACT
from kontor_records.storage import records
from kontor_schemas.contacts.contact import Contact


async def create_contact(ctx: Context, fields: Mapping[str, Any]) -> Contact:
    """Take up a person.

    Emits: ContactCreated.
    Raises: ActionForbidden, FieldForbidden, ContactNameless, ReferenceUnknown, UniqueTaken.
    """
    return await records.create(ctx, CONTACT, fields, complete=rules.completed)


async def change_contact(ctx: Context, contact_id: UUID, fields: Mapping[str, Any]) -> Contact:
    """Change fields of a contact.

    Emits: ContactUpdated.
    Raises: RecordUnknown, ActionForbidden, FieldForbidden, RecordInBin, RecordMerged,
        StaleVersion, ContactNameless, ReferenceUnknown, UniqueTaken.
    """
    contact = await records.lock(ctx, CONTACT, contact_id)
    return await records.change_given(ctx, contact, fields, complete=rules.completed)
