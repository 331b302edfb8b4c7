"""The organizations a person belongs to: one of the open ones is the one they are shown with.

A contact says the same in two ways: by the list of affiliations, and by the fields `organization`,
`job_title` and `department`, which are those of the primary one. Whichever a request gives leads;
where it gives neither, the fields do, as imports write them.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from kontor_chassis.errors import Fault, Faults
from kontor_contacts.records.affiliation.errors import AffiliationExists, AffiliationUnknown
from kontor_schemas.contacts.contact import Affiliation, Contact


def completed(contact: Contact, given: Collection[str] = ()) -> Mapping[str, Any]:
    """Return the affiliations of a contact and the fields that follow from them.

    Args:
        contact: The contact with the fields as given.
        given: What the request named.

    Raises:
        AffiliationExists: The list names an organization twice that the person belongs to.
        Faults: `range_inverted`, `primary_not_unique`.
    """
    if "affiliations" in given:
        _refuse(contact.affiliations)
        found = list(contact.affiliations)
    else:
        found = _following(contact, contact.updated_at.date())
    found = _with_primary(found)
    shown = primary(found)
    return {
        "affiliations": found,
        "organization": shown.organization if shown else None,
        "job_title": shown.job_title if shown else contact.job_title,
        "department": shown.department if shown else contact.department,
    }


def primary(affiliations: Sequence[Affiliation]) -> Affiliation | None:
    """Return the affiliation that the person is shown with."""
    return next((one for one in affiliations if one.is_primary), None)


def open_ones(affiliations: Sequence[Affiliation]) -> frozenset[UUID]:
    """Return the organizations the person belongs to."""
    return frozenset(one.organization for one in affiliations if one.until_on is None)


def ended(affiliations: Sequence[Affiliation], organization: UUID, on: date) -> list[Affiliation]:
    """Return affiliations of which that to an organization has ended.

    Raises:
        AffiliationUnknown: The person does not belong to it.
    """
    if organization not in open_ones(affiliations):
        raise AffiliationUnknown(organization=str(organization))
    return [
        _closed(one, on) if one.organization == organization and one.until_on is None else one
        for one in affiliations
    ]


def _following(contact: Contact, today: date) -> list[Affiliation]:
    """Return the affiliations as the fields of the contact say."""
    found = _folded(contact.affiliations)
    shown = primary(_with_primary(found))
    if shown is not None and shown.organization == contact.organization:
        told = {"job_title": contact.job_title, "department": contact.department}
        return [
            one.model_copy(update=told)
            if one.organization == shown.organization and one.until_on is None
            else one
            for one in found
        ]
    if shown is not None:
        found = [
            _closed(one, today)
            if one.organization == shown.organization and one.until_on is None
            else one
            for one in found
        ]
    if contact.organization is None:
        return found
    others = [one for one in found if one.organization != contact.organization or one.until_on]
    new = Affiliation(
        organization=contact.organization,
        job_title=contact.job_title,
        department=contact.department,
        is_primary=True,
    )
    return [*(one.model_copy(update={"is_primary": False}) for one in others), new]


def _with_primary(affiliations: Sequence[Affiliation]) -> list[Affiliation]:
    """Return affiliations of which exactly one open one is primary: the oldest where none is."""
    chosen = next(
        (
            place
            for wanted in (True, False)
            for place, one in enumerate(affiliations)
            if one.until_on is None and one.is_primary is wanted
        ),
        None,
    )
    return [
        one
        if one.is_primary is (place == chosen)
        else one.model_copy(update={"is_primary": place == chosen})
        for place, one in enumerate(affiliations)
    ]


def _folded(affiliations: Sequence[Affiliation]) -> list[Affiliation]:
    """Return affiliations with one open one an organization: a merge may bring two."""
    seen: set[UUID] = set()
    found = []
    for one in affiliations:
        if one.until_on is None:
            if one.organization in seen:
                continue
            seen.add(one.organization)
        found.append(one)
    return found


def _refuse(affiliations: Sequence[Affiliation]) -> None:
    faults = [
        Fault(f"/affiliations/{place}/until_on", "range_inverted")
        for place, one in enumerate(affiliations)
        if one.from_on and one.until_on and one.until_on < one.from_on
    ]
    if sum(one.is_primary for one in affiliations) > 1:
        faults.append(Fault("/affiliations", "primary_not_unique"))
    if faults:
        raise Faults(*faults)
    belonged: set[UUID] = set()
    for one in affiliations:
        if one.until_on is None and one.organization in belonged:
            raise AffiliationExists(organization=str(one.organization))
        if one.until_on is None:
            belonged.add(one.organization)


def _closed(one: Affiliation, on: date) -> Affiliation:
    last = max(on, one.from_on) if one.from_on else on
    return one.model_copy(update={"until_on": last, "is_primary": False})
