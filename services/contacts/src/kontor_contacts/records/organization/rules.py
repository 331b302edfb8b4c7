"""What holds for an organization."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from kontor_contacts.records.organization.errors import HierarchyCycle
from kontor_schemas.contacts.organization import Organization


def completed(organization: Organization) -> Mapping[str, Any]:
    """Return the derived fields of an organization.

    Raises:
        HierarchyCycle: It would be its own parent.
    """
    if organization.parent == organization.id:
        raise HierarchyCycle
    return {
        "domain": domain_of(organization.website),
        "country": country_of(organization),
    }


def domain_of(website: str | None) -> str | None:
    """Return the host of a website without `www.`, by which an organization is recognised."""
    if not website:
        return None
    host = urlsplit(website if "//" in website else f"//{website}").hostname
    return host.removeprefix("www.")[:255] if host else None


def country_of(organization: Organization) -> str | None:
    """Return the country of the primary address, else of the first one."""
    return next((address.country for address in organization.addresses if address.is_primary), None)
