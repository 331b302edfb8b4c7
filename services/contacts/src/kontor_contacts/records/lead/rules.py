"""What holds for a lead."""

from collections.abc import Mapping
from typing import Any

from kontor_contacts.processes.normal_forms.rules import country_of, reached
from kontor_contacts.records.lead.errors import LeadAlreadyConverted, LeadConverting, LeadNameless
from kontor_schemas.contacts.lead import Lead

STEPS: Mapping[str, frozenset[str]] = {
    "new": frozenset({"working", "nurturing", "mql", "disqualified"}),
    "working": frozenset({"nurturing", "mql", "disqualified"}),
    "nurturing": frozenset({"mql", "disqualified"}),
    "mql": frozenset({"sql", "nurturing", "disqualified", "converting", "converted"}),
    "sql": frozenset({"disqualified", "converting", "converted"}),
    "disqualified": frozenset({"working"}),
    "converting": frozenset({"converted", "mql", "sql"}),
    "converted": frozenset({"mql", "sql"}),
}
"""From which stage a lead may go where; it goes by verbs alone."""


def display_name(lead: Lead) -> str:
    """Return what a lead is called on screens."""
    person = " ".join(filter(None, [lead.academic_title, lead.given_name, lead.family_name]))
    return person or lead.company or lead.emails[0].value


def completed(lead: Lead) -> Mapping[str, Any]:
    """Return the derived fields of a lead.

    Raises:
        LeadNameless: Nothing names this person or company.
        Faults: An address cannot be.
    """
    if not (lead.given_name or lead.family_name or lead.company or lead.emails):
        raise LeadNameless
    return {
        **reached(lead, lead.language),
        "display_name": display_name(lead)[:255],
        "country": country_of(lead.addresses),
    }


def refuse_ended(lead: Lead) -> None:
    """Refuse to change a lead that has become a contact, or is about to.

    Raises:
        LeadConverting: Its conversion is under way.
        LeadAlreadyConverted: It lives on as a contact.
    """
    if lead.stage == "converting":
        raise LeadConverting
    if lead.stage == "converted":
        raise LeadAlreadyConverted
