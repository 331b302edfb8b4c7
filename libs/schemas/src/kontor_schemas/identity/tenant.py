"""Tenants: the customers of the platform, each with its own data."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from kontor_schemas.annotations import searchable, set_once, sortable, unique
from kontor_schemas.choices import Choice
from kontor_schemas.fact import Fact
from kontor_schemas.identifiers import CurrencyCode, LanguageCode, ZoneName
from kontor_schemas.state import State
from kontor_schemas.text import Code, Name

Slug = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z][a-z0-9-]*[a-z0-9]$")]
"""A tenant's short name in addresses."""


class Tenant(State, verbs=("created", "updated")):
    """What is known of a tenant. `id` is the tenant's own id.

    Attributes:
        slug: the short name in addresses; never changes.
        name: the name of the company or institution.
        plan: what the tenant has booked.
        state: `seeding` until every service has set it up.
        locale: the language its people see unless they choose another.
        zone: the time zone its rules and reports go by.
        currency: the currency its amounts are in unless another is given.
    """

    slug: Annotated[Slug, unique, set_once, searchable, sortable]
    name: Annotated[Name, searchable, sortable]
    plan: Code = "standard"
    state: Choice[Literal["seeding", "ready", "suspended", "erased"]] = "seeding"
    locale: LanguageCode = "de"
    zone: ZoneName = "Europe/Berlin"
    currency: CurrencyCode = "EUR"


class TenantReady(Fact[Tenant], record="identity.tenant"):
    """Every service has set up the new tenant; its people may sign in."""
