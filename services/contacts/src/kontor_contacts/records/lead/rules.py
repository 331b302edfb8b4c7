"""What holds for a lead."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kontor_chassis.errors import TransitionNotAllowed
from kontor_contacts.processes.normal_forms.rules import country_of, reached
from kontor_contacts.records.lead.errors import LeadNameless
from kontor_schemas.contacts.lead import Lead

STEPS: Mapping[str, frozenset[str]] = {
    "new": frozenset({"working", "nurturing", "mql", "disqualified"}),
    "working": frozenset({"nurturing", "mql", "disqualified"}),
    "nurturing": frozenset({"mql", "disqualified"}),
    "mql": frozenset({"sql", "nurturing", "disqualified"}),
    "sql": frozenset({"disqualified"}),
    "disqualified": frozenset({"working"}),
    "converted": frozenset(),
}
"""From which stage a lead may go where; a lead is converted by a verb of its own."""


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


def moved(old: Lead, new: Lead, now: datetime) -> Mapping[str, Any]:
    """Return what a change of stage brings with it.

    Raises:
        TransitionNotAllowed: The stage cannot be reached from where the lead stands.
    """
    if old.stage == new.stage:
        return {}
    if new.stage not in STEPS[old.stage]:
        raise TransitionNotAllowed(allowed=sorted(STEPS[old.stage]))
    return {"stage_since": now}
