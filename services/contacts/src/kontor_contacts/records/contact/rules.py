"""What holds for a contact."""

from collections.abc import Mapping
from typing import Any

from kontor_contacts.records.contact.errors import ContactNameless
from kontor_schemas.contacts.contact import Contact


def display_name(contact: Contact) -> str:
    """Return what a contact is called on screens and papers."""
    names = [contact.given_name, contact.family_name]
    if contact.name_order == "family_first":
        names.reverse()
    parts = filter(None, [contact.academic_title, *names])
    return " ".join(parts) or contact.emails[0].value


def completed(contact: Contact) -> Mapping[str, Any]:
    """Return the derived fields of a contact.

    Raises:
        ContactNameless: Nothing names this person.
    """
    if not (contact.given_name or contact.family_name or contact.emails):
        raise ContactNameless
    return {"display_name": display_name(contact)}
