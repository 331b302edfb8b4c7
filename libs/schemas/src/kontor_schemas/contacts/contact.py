"""Contacts: persons, for themselves or for an organization."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from kontor_schemas.annotations import (
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
from kontor_schemas.identifiers import LanguageCode, ZoneName
from kontor_schemas.record_state import RecordState
from kontor_schemas.text import Code, Line, PersonName, Text
from kontor_schemas.values import Address, Email, Phone, one_primary


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
        job_title: what the person does at the organization.
        department: where in the organization.
        organization: the organization the person belongs to.
        language: the language to write in.
        zone: the time zone the person lives in.
        birth_on: the date of birth.
        emails: the person's e-mail addresses.
        phones: the person's phone numbers.
        addresses: the person's postal addresses.
        links: addresses of web pages about the person.
        source: where the person was first heard of, a key of the tenant's list.
        legal_basis: on what ground the data is kept (GDPR, article 6).
        status: whether the person is still where they were, and alive.
        description: remarks.
    """

    number: Annotated[Code | None, searchable, sortable, unique, match_key] = None
    salutation: Annotated[Choice[Literal["none", "mr", "ms", "mx"]], personal] = "none"
    academic_title: Annotated[PersonName | None, personal] = None
    given_name: Annotated[PersonName | None, searchable, sortable, personal] = None
    family_name: Annotated[PersonName | None, searchable, sortable, personal] = None
    name_order: Choice[Literal["given_first", "family_first"]] = "given_first"
    display_name: Annotated[Line, derived, searchable, sortable, personal] = ""
    job_title: Annotated[Line | None, searchable, personal] = None
    department: Line | None = None
    organization: Annotated[UUID | None, reference("contacts.organization")] = None
    language: LanguageCode = "de"
    zone: ZoneName | None = None
    birth_on: Annotated[date | None, personal] = None
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
        list[Address], AfterValidator(one_primary), searchable, personal, Field(max_length=20)
    ] = []
    links: Annotated[list[Line], personal, Field(max_length=10)] = []
    source: Code | None = None
    legal_basis: Choice[Literal["contract", "consent", "legitimate_interest", "legal_duty"]] = (
        "legitimate_interest"
    )
    status: Choice[Literal["active", "left_organization", "deceased"]] = "active"
    description: Annotated[Text | None, searchable, personal] = None
