"""What holds for a contact."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from kontor_chassis.errors import Fault, Faults, TransitionNotAllowed
from kontor_contacts.processes.normal_forms.rules import reached, refuse_scheme
from kontor_contacts.records.affiliation import rules as affiliation_rules
from kontor_contacts.records.contact.errors import ContactNameless
from kontor_records.duplicates.mailboxes import is_role
from kontor_schemas.contacts.contact import Contact
from kontor_schemas.values import Email

_EARLIEST_BIRTH: Final = date(1900, 1, 1)


def display_name(contact: Contact) -> str:
    """Return what a contact is called on screens and papers."""
    names = [contact.given_name, contact.family_name]
    if contact.name_order == "family_first":
        names.reverse()
    parts = filter(None, [contact.academic_title, *names])
    return " ".join(parts) or contact.emails[0].value


def sort_name(contact: Contact) -> str:
    """Return what a contact is called in a phone book."""
    names = filter(None, [contact.family_name, contact.given_name])
    return ", ".join(names) or contact.emails[0].value


def completed(contact: Contact, given: Collection[str] = ()) -> Mapping[str, Any]:
    """Return the derived fields of a contact.

    Args:
        contact: The contact with the fields as given.
        given: What the request named.

    Raises:
        ContactNameless: Nothing names this person.
        AffiliationExists: The person belongs to one organization twice.
        Faults: A date, an address or a link cannot be.
    """
    if not (contact.given_name or contact.family_name or contact.emails):
        raise ContactNameless
    refuse_birth(contact.birth_on, contact.updated_at.date())
    for place, link in enumerate(contact.links):
        refuse_scheme(f"/links/{place}", link)
    born = contact.birth_on
    return {
        **reached(contact, contact.language),
        **affiliation_rules.completed(contact, given),
        "display_name": display_name(contact)[:255],
        "sort_name": sort_name(contact)[:255],
        "birth_day": born.strftime("%m-%d") if born else contact.birth_day,
    }


def refuse_birth(born: date | None, today: date) -> None:
    """Refuse a date on which nobody alive was born.

    Raises:
        Faults: `birth_on_future`, `value_range`.
    """
    # A day later somewhere else is no future: the sun rises in Auckland first.
    if born and (born - today).days > 1:
        raise Faults(Fault("/birth_on", "birth_on_future"))
    if born and born < _EARLIEST_BIRTH:
        raise Faults(Fault("/birth_on", "value_range", {"min": str(_EARLIEST_BIRTH)}))


def personal_mails(emails: Iterable[Email]) -> frozenset[str]:
    """Return the normal forms of addresses that one person alone reads."""
    return frozenset(mail.normal for mail in emails if not is_role(mail.normal))


def stands_for(tenant: UUID, mails: Iterable[str]) -> list[UUID]:
    """Return what stands for addresses among the locks, so that no two persons take one at once."""
    return [uuid5(tenant, f"mail:{mail}") for mail in sorted(mails)]


def refuse_dead(contact: Contact) -> None:
    """Refuse what can only be done to the living.

    Raises:
        TransitionNotAllowed: The person has died.
    """
    if contact.status == "deceased":
        raise TransitionNotAllowed(allowed=["reactivate"])
