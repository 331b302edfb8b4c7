"""Leads: somebody interested, or possibly not interested at all, in the offer."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

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
from kontor_schemas.contacts.contact import PersonName
from kontor_schemas.fact import Fact
from kontor_schemas.identifiers import CountryCode, Instant, LanguageCode
from kontor_schemas.state import State
from kontor_schemas.text import Code, Line, Text
from kontor_schemas.values import Address, Email, Money, Phone


class Lead(State):
    """What is known of a lead. One of given name, family name, company and e-mail is there."""

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
        list[Email], keys("normal"), searchable, match_key, personal, Field(max_length=10)
    ] = []
    phones: Annotated[list[Phone], keys("e164"), searchable, personal, Field(max_length=10)] = []
    addresses: Annotated[list[Address], searchable, personal, Field(max_length=20)] = []
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
    """The lead was given to a new owner, by a rule or by a person.

    The new owner is in the state. `previous_owner` is null if nobody owned the lead before; `rule`
    and `rule_version` name the assignment rule and are null if a person decided; `reason` says
    why, for people to read.
    """

    previous_owner: Annotated[UUID | None, reference("identity.user")] = None
    reason: Line
    rule: Annotated[UUID | None, reference("automation.assignment_rule")] = None
    rule_version: int | None = None
