"""Contacts: persons, for themselves or for an organization."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from kontor_schemas.annotations import (
    choice_list,
    days,
    derived,
    keys,
    match_key,
    personal,
    reference,
    searchable,
    sortable,
    unique,
)
from kontor_schemas.choices import Choice
from kontor_schemas.fact import BareFact, Fact
from kontor_schemas.identifiers import LanguageCode, ZoneName
from kontor_schemas.record_state import RecordState
from kontor_schemas.text import Code, Line, PersonName, Text
from kontor_schemas.values import (
    Address,
    Email,
    Phone,
    Value,
    one_primary,
    one_primary_of_each_kind,
)


class Affiliation(Value):
    """That a person belongs to an organization, as what, and since when.

    Attributes:
        organization: the organization.
        job_title: what the person does there.
        department: where in it.
        is_primary: whether it is the one the person is shown with; exactly one open one is.
        from_on: the first day; null where it is not known.
        until_on: the last day; null while it lasts.
    """

    organization: Annotated[UUID, reference("contacts.organization")]
    job_title: Annotated[Line | None, personal] = None
    department: Line | None = None
    is_primary: bool = False
    from_on: date | None = None
    until_on: date | None = None


class Contact(RecordState):
    """What is known of a person. One of given name, family name and e-mail is always there.

    Attributes:
        number: the number people use for the contact.
        salutation: how the person is addressed.
        academic_title: the title before the name, such as Dr.
        given_name: the given name.
        family_name: the family name.
        name_order: which of the two comes first.
        display_name: the whole name as it is shown.
        sort_name: the whole name as it stands in a phone book.
        job_title: what the person does there.
        department: where in it.
        organization: the organization of the primary affiliation.
        affiliations: the organizations the person belongs to, and did belong to.
        language: the language to write in.
        zone: the time zone the person lives in.
        birth_on: the date of birth.
        birth_day: month and day of birth (`MM-DD`), where the year is not known.
        emails: the person's e-mail addresses.
        phones: the person's phone numbers.
        addresses: the person's postal addresses.
        links: addresses of web pages about the person.
        source: where the person was first heard of, a key of the tenant's list.
        referred_by: the contact who recommended the person.
        legal_basis: on what ground the data is kept (GDPR, article 6).
        processing: whether the data may be used, or only kept (GDPR, article 18).
        status: whether the person is still where they were, and alive.
        description: remarks.
    """

    number: Annotated[Code | None, searchable, sortable, unique, match_key] = None
    salutation: Annotated[Choice[Literal["none", "mr", "ms", "mx"]], personal] = "none"
    academic_title: Annotated[PersonName | None, personal] = None
    given_name: Annotated[PersonName | None, searchable, personal] = None
    family_name: Annotated[PersonName | None, searchable, personal] = None
    name_order: Choice[Literal["given_first", "family_first"]] = "given_first"
    display_name: Annotated[Line, derived, searchable, sortable, personal] = ""
    sort_name: Annotated[Line, derived, sortable, personal] = ""
    job_title: Annotated[Line | None, searchable, personal] = None
    department: Line | None = None
    organization: Annotated[UUID | None, reference("contacts.organization")] = None
    affiliations: Annotated[
        list[Affiliation], keys("organization"), personal, Field(max_length=20)
    ] = []
    language: LanguageCode = "de"
    zone: ZoneName | None = None
    birth_on: Annotated[date | None, personal] = None
    birth_day: Annotated[
        Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
        | None,
        days(),
        personal,
    ] = None
    emails: Annotated[
        list[Email],
        AfterValidator(one_primary),
        keys("normal"),
        searchable,
        match_key,
        personal,
        Field(max_length=10),
    ] = []
    phones: Annotated[
        list[Phone],
        AfterValidator(one_primary),
        keys("e164"),
        searchable,
        personal,
        Field(max_length=10),
    ] = []
    addresses: Annotated[
        list[Address],
        AfterValidator(one_primary_of_each_kind),
        days("valid_from_on", "valid_until_on"),
        searchable,
        personal,
        Field(max_length=20),
    ] = []
    links: Annotated[list[Line], personal, Field(max_length=10)] = []
    source: Annotated[Code | None, choice_list("source")] = None
    referred_by: Annotated[UUID | None, reference("contacts.contact")] = None
    legal_basis: Choice[Literal["contract", "consent", "legitimate_interest", "legal_duty"]] = (
        "legitimate_interest"
    )
    processing: Choice[Literal["normal", "restricted"]] = "normal"
    status: Choice[Literal["active", "left_organization", "deceased"]] = "active"
    description: Annotated[Text | None, searchable, personal] = None


class ContactAffiliationChanged(Fact[Contact]):
    """The person has come to an organization or left one, or is something else there.

    Attributes:
        came_to: the organizations the person belongs to since.
        left: the organizations the person does not belong to any more.
    """

    came_to: list[UUID] = Field(max_length=20)
    left: list[UUID] = Field(max_length=20)


class ContactLeft(Fact[Contact]):
    """The person left an organization.

    Attributes:
        organization: the organization.
        left_on: the last day there.
        successor: the contact who takes over; null where nobody is known.
    """

    organization: UUID
    left_on: date
    successor: UUID | None = None


class ContactDeceased(Fact[Contact]):
    """The person has died: nothing is sent to them any more."""


class ContactReactivated(Fact[Contact]):
    """The person is taken as present again."""


class ContactBirthdayReached(Fact[Contact]):
    """It is the person's birthday, at nine in the morning in the zone of the tenant.

    Attributes:
        on: the day it is kept on this year.
        age: how old they are; null where the year of birth is not known.
        days_late: how many days late this is told; 0 as a rule.
    """

    on: date
    age: Annotated[int, Field(ge=0, le=150)] | None = None
    days_late: int = Field(default=0, ge=0)


class ContactAddressSwitched(Fact[Contact]):
    """An address of the person begins or ceases to hold today, in its country.

    Attributes:
        on: the day.
        kinds: the kinds of addresses that are other ones from today on.
    """

    on: date
    kinds: list[Code] = Field(max_length=20)


class ContactTouched(Fact[Contact]):
    """Somebody known asked for something again.

    Attributes:
        source: by which way.
        campaign: the campaign that brought them; null if none did.
    """

    source: Code
    campaign: Code | None = None


class ContactErased(BareFact):
    """The person is to be forgotten everywhere. The fact carries none of their data.

    Attributes:
        id: the id of the contact.
        version: its last version.
        request: the request of the person.
    """

    request: UUID
