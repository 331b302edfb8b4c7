"""Organizations: companies and institutions one does business with; their people are contacts."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from kontor_schemas.annotations import (
    choice_list,
    days,
    derived,
    keys,
    match_key,
    reference,
    searchable,
    sortable,
    unique,
)
from kontor_schemas.choices import Choice
from kontor_schemas.fact import Fact
from kontor_schemas.identifiers import CountryCode
from kontor_schemas.record_state import RecordState
from kontor_schemas.text import Code, Line, Name, Text
from kontor_schemas.values import (
    Address,
    Email,
    Money,
    Phone,
    Value,
    one_primary,
    one_primary_of_each_kind,
)


class RegisterEntry(Value):
    """Where an organization is registered.

    Attributes:
        court: the court or office that keeps the register.
        kind: which part of the register.
        number: the number there.
    """

    court: Line
    kind: Choice[Literal["HRA", "HRB", "GnR", "VR", "PR"]]
    number: Code


class Organization(RecordState):
    """What is known of an organization.

    Attributes:
        number: the number people use for it.
        name: its name, with the legal form where it is part of it.
        legal_form: its legal form, a key of the tenant's list.
        vat_id: its VAT identification number.
        vat_unverified: whether nothing is known of how numbers of that country are built.
        register_entry: where it is registered.
        website: the address of its website.
        domain: the registrable domain of its website.
        industry: its industry, a key of the tenant's list.
        employees_range: how many people work there.
        annual_revenue: its revenue in a year.
        kinds: what it is to the tenant; may be several at once.
        parent: the organization it belongs to.
        emails: its e-mail addresses.
        phones: its phone numbers.
        addresses: its postal addresses.
        country: the country of its primary address.
        source: where it was first heard of, a key of the tenant's list.
        status: whether it still exists.
        description: remarks.
    """

    number: Annotated[Code | None, searchable, sortable, unique, match_key] = None
    name: Annotated[Name, searchable, sortable]
    legal_form: Annotated[Code | None, choice_list("legal_form")] = None
    vat_id: Annotated[Code | None, searchable, match_key] = None
    vat_unverified: Annotated[bool, derived] = False
    register_entry: RegisterEntry | None = None
    website: Line | None = None
    domain: Annotated[Line | None, searchable, match_key, derived] = None
    industry: Annotated[Code | None, choice_list("industry"), sortable] = None
    employees_range: Choice[Literal["1-9", "10-49", "50-249", "250-999", "1000+"]] | None = None
    annual_revenue: Money | None = None
    kinds: Annotated[
        list[
            Choice[Literal["customer", "partner", "supplier", "competitor", "authority", "other"]]
        ],
        Field(max_length=6),
    ] = []
    parent: Annotated[UUID | None, reference("contacts.organization")] = None
    emails: Annotated[
        list[Email], AfterValidator(one_primary), keys("normal"), searchable, Field(max_length=10)
    ] = []
    phones: Annotated[
        list[Phone], AfterValidator(one_primary), keys("e164"), searchable, Field(max_length=10)
    ] = []
    addresses: Annotated[
        list[Address],
        AfterValidator(one_primary_of_each_kind),
        days("valid_from_on", "valid_until_on"),
        searchable,
        Field(max_length=20),
    ] = []
    country: Annotated[CountryCode | None, derived, sortable] = None
    source: Annotated[Code | None, choice_list("source")] = None
    status: Choice[Literal["active", "insolvent", "dissolved"]] = "active"
    description: Annotated[Text | None, searchable] = None


class OrganizationAddressSwitched(Fact[Organization]):
    """An address of the organization begins or ceases to hold today, in its country.

    Attributes:
        on: the day.
        kinds: the kinds of addresses that are other ones from today on.
    """

    on: date
    kinds: list[Code] = Field(max_length=20)
