"""Leads: somebody interested, or possibly not interested at all, in the offer."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from kontor_schemas.annotations import (
    choice_list,
    derived,
    keys,
    match_key,
    personal,
    reference,
    searchable,
    sortable,
)
from kontor_schemas.choices import Choice
from kontor_schemas.fact import BareFact, Fact
from kontor_schemas.identifiers import CountryCode, Instant, LanguageCode, Version
from kontor_schemas.record_state import RecordState
from kontor_schemas.text import Code, Line, PersonName, Text
from kontor_schemas.values import (
    Address,
    Email,
    Money,
    Phone,
    one_primary,
    one_primary_of_each_kind,
)


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
        company_domain: the domain of the company's website or mail.
        industry: the company's industry, a key of the tenant's list.
        employees_range: how many people work there.
        language: the language to write in.
        emails: the lead's e-mail addresses.
        phones: the lead's phone numbers.
        addresses: the lead's postal addresses.
        country: the country of the primary address.
        source: where the lead came from, a key of the tenant's list.
        campaign: the campaign that brought it, a key of the tenant's list.
        utm: marks of the link that was followed, such as `utm_source`.
        interest: what they are interested in.
        budget: what they can spend.
        authority: what part the person has in the decision.
        need: what they are looking for, in their words.
        timeframe: when they want to decide.
        score: how promising it is, 0 to 100; null while nobody scores.
        fit: how well the company fits, A to C; null while nobody judges.
        legal_basis: on what ground the data is kept (GDPR, article 6).
        processing: whether the data may be used, or only kept (GDPR, article 18).
        stage: how far the lead has come; `mql` and `sql` are qualified by marketing and by sales.
        stage_since: when it came to this stage.
        mql_at: when marketing qualified it last.
        sql_at: when sales accepted it last.
        converted_at: when it was converted.
        disqualify_reason: why it was disqualified.
        next_step: what is to be done next.
        next_step_on: on which day.
    """

    salutation: Annotated[Choice[Literal["none", "mr", "ms", "mx"]], personal] = "none"
    academic_title: Annotated[PersonName | None, personal] = None
    given_name: Annotated[PersonName | None, searchable, personal] = None
    family_name: Annotated[PersonName | None, searchable, personal] = None
    display_name: Annotated[Line, derived, searchable, sortable, personal] = ""
    job_title: Annotated[Line | None, searchable, personal] = None
    company: Annotated[Line | None, searchable, sortable] = None
    company_domain: Annotated[Line | None, searchable] = None
    industry: Annotated[Code | None, choice_list("industry")] = None
    employees_range: Choice[Literal["1-9", "10-49", "50-249", "250-999", "1000+"]] | None = None
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
        list[Address],
        AfterValidator(one_primary_of_each_kind),
        searchable,
        personal,
        Field(max_length=20),
    ] = []
    country: Annotated[CountryCode | None, derived, sortable] = None
    source: Annotated[Code, choice_list("source"), sortable] = "manual"
    campaign: Code | None = None
    utm: dict[Code, Line] = Field(default={}, max_length=10)
    interest: list[Line] = Field(default=[], max_length=20)
    budget: Money | None = None
    authority: Choice[Literal["decides", "influences", "uses", "none"]] | None = None
    need: Annotated[Text | None, searchable] = None
    timeframe: Choice[Literal["0-3m", "3-6m", "6-12m", "later"]] | None = None
    score: Annotated[Annotated[int, Field(ge=0, le=100)] | None, derived, sortable] = None
    fit: Annotated[Choice[Literal["A", "B", "C"]] | None, derived] = None
    legal_basis: Choice[Literal["contract", "consent", "legitimate_interest", "legal_duty"]] = (
        "legitimate_interest"
    )
    processing: Choice[Literal["normal", "restricted"]] = "normal"
    stage: Annotated[
        Choice[
            Literal[
                "new", "working", "nurturing", "mql", "sql", "disqualified", "converting",
                "converted",
            ]
        ],
        sortable,
    ] = "new"  # fmt: skip
    stage_since: Annotated[Instant, derived, sortable]
    mql_at: Annotated[Instant | None, derived] = None
    sql_at: Annotated[Instant | None, derived] = None
    converted_at: Annotated[Instant | None, derived] = None
    disqualify_reason: Line | None = None
    next_step: Annotated[Line | None, searchable] = None
    next_step_on: Annotated[date | None, sortable] = None


class LeadEngaged(Fact[Lead]):
    """Somebody is in touch with the lead, in both directions."""


class LeadNurturing(Fact[Lead]):
    """The lead is interested, and not now."""


class LeadMarketingQualified(Fact[Lead]):
    """Marketing hands the lead to sales.

    Attributes:
        rule_version: the version of the rule set that the lead meets; null if a person decided.
        reason: why a person decided against the rule set; null if the lead meets it.
    """

    rule_version: Version | None = None
    reason: Line | None = None


class LeadSalesQualified(Fact[Lead]):
    """Sales took the lead over; the state names who has it."""


class LeadReturned(Fact[Lead]):
    """Sales gave the lead back to marketing.

    Attributes:
        reason: why.
    """

    reason: Line


class LeadMqlExpired(Fact[Lead]):
    """Sales did not answer in time; the lead went back to marketing by itself."""


class LeadAnswerAwaited(Fact[Lead]):
    """Sales has not answered to a qualified lead for a while; its owner is warned.

    Attributes:
        due_at: when it goes back to marketing by itself.
    """

    due_at: Instant


class LeadTouched(Fact[Lead]):
    """Somebody who is a lead already asked for something again.

    Attributes:
        source: by which way.
        campaign: the campaign that brought them; null if none did.
    """

    source: Code
    campaign: Code | None = None


class LeadDisqualified(Fact[Lead]):
    """Nothing will come of the lead; the state says why."""


class LeadReopened(Fact[Lead]):
    """Something may come of the lead after all."""


class LeadConverted(Fact[Lead]):
    """The lead has become a contact, and what goes with it. References follow.

    Attributes:
        conversion: which conversion of this lead it is: 1, or one more after each un-conversion.
        organization: the organization it went to; null if none.
        contact: the contact it became or belongs to.
        account: the account of that party.
        deal: the deal that was begun with it; null if none was asked for.
        created: which of them were made by the conversion.
        linked: which of them were there before.
    """

    conversion: Version
    organization: Annotated[UUID | None, reference("contacts.organization")] = None
    contact: Annotated[UUID, reference("contacts.contact")]
    account: Annotated[UUID | None, reference("contacts.account")] = None
    deal: UUID | None = None
    created: list[UUID] = Field(max_length=4)
    linked: list[UUID] = Field(max_length=4)


class LeadConversionFailed(Fact[Lead]):
    """The conversion could not be finished; everything is as it was before.

    Attributes:
        conversion: which conversion of this lead it was.
        code: why, in one word of the platform.
        faults: the fields that were refused, each with its code.
    """

    conversion: Version
    code: Code
    faults: dict[str, Code] = Field(default={}, max_length=50)


class LeadUnconverted(Fact[Lead]):
    """A conversion was taken back. References return.

    Attributes:
        conversion: which conversion of this lead it was.
        organization: the organization it had gone to; null if none.
        contact: the contact it had gone to.
        account: the account of that party.
        kept_contact: whether the contact stays.
    """

    conversion: Version
    organization: Annotated[UUID | None, reference("contacts.organization")] = None
    contact: Annotated[UUID, reference("contacts.contact")]
    account: Annotated[UUID | None, reference("contacts.account")] = None
    kept_contact: bool


class LeadErased(BareFact):
    """The person behind the lead is to be forgotten. The fact carries none of their data.

    Attributes:
        id: the id of the lead.
        version: its last version.
        request: the request of the person.
    """

    request: UUID


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
