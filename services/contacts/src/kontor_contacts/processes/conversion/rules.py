"""What of a lead goes where, and when a lead may be converted."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from kontor_contacts.processes.qualification.errors import StageOrder
from kontor_contacts.processes.qualification.rules import allowed_from
from kontor_contacts.records.lead.errors import LeadConverting
from kontor_schemas.contacts.lead import Lead
from kontor_schemas.state import State

PATIENCE: Final = timedelta(hours=24)
"""So long is sales asked for the deal before everything is taken back."""
TAKEN_BACK_WITHIN: Final = timedelta(days=30)
"""So long can a conversion be taken back."""

_PERSON: Final = (
    "salutation", "academic_title", "given_name", "family_name", "job_title", "language",
    "emails", "phones", "addresses", "source", "legal_basis", "processing",
)  # fmt: skip
_EMPTY: Final[tuple[object, ...]] = (None, "", [], {}, "none")


def refuse_stage(lead: Lead, *, may_override: bool) -> None:
    """Refuse to convert a lead that is not ready for it.

    Raises:
        LeadConverting: It is being converted.
        StageOrder: Sales has not accepted it.
    """
    if lead.stage == "converting":
        raise LeadConverting
    if lead.stage != "sql" and not (lead.stage == "mql" and may_override):
        raise StageOrder(allowed=allowed_from(lead.stage))


def contact_fields(lead: Lead) -> dict[str, Any]:
    """Return what a contact takes from a lead."""
    fields = {name: getattr(lead, name) for name in _PERSON}
    return {name: value for name, value in fields.items() if value not in _EMPTY}


def organization_fields(lead: Lead) -> dict[str, Any]:
    """Return what an organization takes from a lead."""
    fields: dict[str, Any] = {
        "name": lead.company,
        "website": lead.company_domain,
        "industry": lead.industry,
        "employees_range": lead.employees_range,
        "source": lead.source,
    }
    if lead.company and not (lead.given_name or lead.family_name):
        fields["addresses"] = lead.addresses
    return {name: value for name, value in fields.items() if value not in _EMPTY}


def filled(target: State, fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what an existing record takes, and what it does not: its own values win."""
    taken, left = {}, {}
    for name, value in fields.items():
        own = getattr(target, name)
        if own in _EMPTY:
            taken[name] = value
        elif own != value:
            left[name] = value
    return taken, left
