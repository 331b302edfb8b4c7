"""What of a lead goes where, and when a lead may be converted."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, Final

from kontor_chassis.errors import Fault, Faults
from kontor_contacts.processes.qualification.errors import StageOrder
from kontor_contacts.processes.qualification.rules import allowed_from
from kontor_contacts.records.lead.errors import LeadConverting
from kontor_schemas.contacts.lead import Lead
from kontor_schemas.state import State

PATIENCE: Final = timedelta(hours=24)
"""So long is sales asked for the deal before everything is taken back."""
TAKEN_BACK_WITHIN: Final = timedelta(days=30)
"""So long can a conversion be taken back."""

Map = Mapping[str, str | None]
"""Which field of a record takes which field of the lead; None takes nothing."""
_PERSON: Final[Map] = {
    name: name
    for name in (
        "salutation", "academic_title", "given_name", "family_name", "job_title", "language",
        "emails", "phones", "addresses", "source", "legal_basis", "processing",
    )
}  # fmt: skip
_BODY: Final[Map] = {
    "name": "company", "website": "company_domain", "industry": "industry",
    "employees_range": "employees_range", "source": "source",
}  # fmt: skip
_OWN: Final = "custom."
_AS_ALWAYS: Final[Map] = {}
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


def contact_fields(lead: Lead, also: Map = _AS_ALWAYS) -> dict[str, Any]:
    """Return what a contact takes from a lead.

    Args:
        lead: The lead.
        also: What goes elsewhere than it always does.
    """
    return _mapped(lead, {**_PERSON, **also})


def organization_fields(lead: Lead, also: Map = _AS_ALWAYS) -> dict[str, Any]:
    """Return what an organization takes from a lead; arguments as of `contact_fields`."""
    is_body_alone = lead.company and not (lead.given_name or lead.family_name)
    addresses: Map = {"addresses": "addresses"} if is_body_alone else {}
    return _mapped(lead, {**_BODY, **addresses, **also})


def _mapped(lead: Lead, ways: Map) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    custom: dict[str, Any] = {}
    for target, source in ways.items():
        value = None if source is None else _value_of(lead, source)
        if value in _EMPTY:
            continue
        if target.startswith(_OWN):
            custom[target.removeprefix(_OWN)] = value
        else:
            fields[target] = value
    return {**fields, "custom": custom} if custom else fields


def _value_of(lead: Lead, source: str) -> Any:
    if source.startswith(_OWN):
        return lead.custom.get(source.removeprefix(_OWN))
    return getattr(lead, source)


def refuse_map(ways: Map, pointer: str, sources: Collection[str], targets: Collection[str]) -> None:
    """Refuse to take what a lead does not have, or to put it where nothing can be put.

    Args:
        ways: What goes where.
        pointer: Where the map stands in the request.
        sources: The fields of leads that may be taken.
        targets: The fields that may be written.

    Raises:
        Faults: `field_unknown`.
    """
    unknown = [
        Fault(f"{pointer}/{target}", "field_unknown")
        for target, source in ways.items()
        if target not in targets or (source is not None and source not in sources)
    ]
    if unknown:
        raise Faults(*unknown)


def filled(target: State, fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what an existing record takes, and what it does not: its own values win."""
    taken: dict[str, Any] = {}
    left: dict[str, Any] = {}
    for name, value in fields.items():
        own = getattr(target, name)
        if name == "custom":
            free = {key: one for key, one in value.items() if own.get(key) in _EMPTY}
            rest = {key: one for key, one in value.items() if own.get(key) not in (*_EMPTY, one)}
            taken |= {name: free} if free else {}
            left |= {name: rest} if rest else {}
        elif own in _EMPTY:
            taken[name] = value
        elif own != value:
            left[name] = value
    return taken, left
