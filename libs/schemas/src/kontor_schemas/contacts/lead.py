"""Leads: somebody interested, or possibly not interested at all, in the offer."""

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
)
from kontor_schemas.choices import Choice
from kontor_schemas.fact import Fact
from kontor_schemas.identifiers import CountryCode, Instant, LanguageCode, Version
from kontor_schemas.record_state import RecordState
from kontor_schemas.text import Code, Line, PersonName, Text
from kontor_schemas.values import Address, Email, Money, Phone, one_primary


class Lead(RecordState):
    """What is known of a lead. One of given name, family name, company and e-mail is there.

    Attributes:
        salutation: how the person is addressed.
        academic_title: the title before the name, such as Dr.
        given_name: the given name.
        family_name: the family name.
        display_name: the whole name as it is shown.
        job_title: what the person does at the company.
        company: the company's name, as it was given.
        industry: the company's industry, a key of the tenant's list.
        language: the language to write in.
        emails: the lead's e-mail addresses.
        phones: the lead's phone numbers.
        addresses: the lead's postal addresses.
        country: the country of the primary address.
        source: where the lead came from, a key of the tenant's list.
        need: what they are looking for, in their words.
        budget: what they can spend.
        timeframe: when they want to decide.
        stage: how far the lead has come; `mql` and `sql` are qualified by marketing and by sales.
        stage_since: when it came to this stage.
        disqualify_reason: why it was disqualified.
        next_step: what is to be done next.
        next_step_on: on which day.
    """

    salutation: Annotated[Choice[Literal["none", "mr", "ms", "mx"]], personal] = "none"
    academic_title: Annotated[PersonName | None, personal] = None
    given_name: Annotated[PersonName | None, searchable, sortable, personal] = None
    family_name: Annotated[PersonName | None, searchable, sortable, personal] = None
    display_name: Annotated[Line, derived, searchable, sortable, personal] = ""
    job_title: Annotated[Line | None, searchable, personal] = None
    company: Annotated[Line | None, searchable, sortable] = None
    industry: Code | None = None
    language: LanguageCode = "de"
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
    country: Annotated[CountryCode | None, derived, sortable] = None
    source: Annotated[Code, sortable] = "manual"
    need: Annotated[Text | None, searchable] = None
    budget: Money | None = None
    timeframe: Choice[Literal["0-3m", "3-6m", "6-12m", "later"]] | None = None
    stage: Annotated[
        Choice[Literal["new", "working", "nurturing", "mql", "sql", "disqualified", "converted"]],
        sortable,
    ] = "new"
    stage_since: Annotated[Instant, derived, sortable]
    disqualify_reason: Line | None = None
    next_step: Annotated[Line | None, searchable] = None
    next_step_on: Annotated[date | None, sortable] = None


class LeadAssigned(Fact[Lead], record="contacts.lead"):
    """The lead was given to a new owner, by a rule or by a person. The state names the new owner.

    Attributes:
        previous_owner: who owned the lead before; null if nobody did.
        reason: why this user, for people to read.
        rule: the assignment rule that decided; null if a person did.
        rule_version: the version of that rule.
    """

    previous_owner: Annotated[UUID | None, reference("identity.user")] = None
    reason: Line
    rule: Annotated[UUID | None, reference("automation.assignment_rule")] = None
    rule_version: Version | None = None
