"""What holds for an organization."""

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from kontor_contacts.processes.normal_forms.rules import (
    country_of,
    domain_of,
    reached,
    refuse_scheme,
)
from kontor_contacts.processes.vat_ids.rules import vat_id
from kontor_contacts.records.organization.errors import HierarchyCycle, HierarchyTooDeep
from kontor_schemas.contacts.organization import Organization

DEEPEST: Final = 10
"""So many levels has a hierarchy at most."""


def completed(organization: Organization) -> Mapping[str, Any]:
    """Return the derived fields of an organization.

    Raises:
        Faults: An address, the VAT id or the website cannot be.
    """
    refuse_scheme("/website", organization.website)
    derived = {
        **reached(organization),
        "domain": domain_of(organization.website),
        "country": country_of(organization.addresses),
        "vat_unverified": False,
    }
    if organization.vat_id:
        found = vat_id("/vat_id", organization.vat_id)
        derived |= {"vat_id": found.value, "vat_unverified": found.is_unverified}
    return derived


def refuse_place(organization: UUID, above: Collection[UUID], levels_below: int) -> None:
    """Refuse a place in the hierarchy.

    Args:
        organization: The one that is to stand there.
        above: Its new parent and all above that, to the top.
        levels_below: How many levels hang below the organization.

    Raises:
        HierarchyCycle: It would stand above itself.
        HierarchyTooDeep: There would be more than ten levels.
    """
    if organization in above:
        raise HierarchyCycle
    if len(above) + 1 + levels_below > DEEPEST:
        raise HierarchyTooDeep(most=DEEPEST)
