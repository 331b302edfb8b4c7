"""Examples of what contacts publishes."""

from datetime import date

from kontor_published.samples.dealings import ACCOUNT, PRIVACY_REQUEST, RELATIONSHIP
from kontor_published.samples.engine import engine_samples
from kontor_published.samples.files import bulk_sample, export_sample, import_sample
from kontor_published.samples.ids import (
    ANNA,
    BEN,
    BY_ANNA,
    BY_RULE,
    CREATED_AT,
    RULE,
    TENANT,
    UPDATED_AT,
    sample_id,
)
from kontor_published.samples.sample import Sample
from kontor_published.samples.shared import ADDRESS, SHARED
from kontor_schemas.condition import Leaf
from kontor_schemas.contacts.account import (
    AccountAddressSwitched,
    AccountBecameCustomer,
    AccountBlocked,
    AccountChurned,
    AccountReactivated,
    AccountUnblocked,
)
from kontor_schemas.contacts.contact import (
    Affiliation,
    Contact,
    ContactAddressSwitched,
    ContactAffiliationChanged,
    ContactBirthdayReached,
    ContactDeceased,
    ContactErased,
    ContactLeft,
    ContactReactivated,
    ContactTouched,
)
from kontor_schemas.contacts.erasure import ErasureCompleted
from kontor_schemas.contacts.lead import (
    Lead,
    LeadAnswerAwaited,
    LeadAssigned,
    LeadConversionFailed,
    LeadConverted,
    LeadDisqualified,
    LeadEngaged,
    LeadErased,
    LeadMarketingQualified,
    LeadMqlExpired,
    LeadNurturing,
    LeadReopened,
    LeadReturned,
    LeadSalesQualified,
    LeadTouched,
    LeadUnconverted,
)
from kontor_schemas.contacts.organization import (
    Organization,
    OrganizationAddressSwitched,
    RegisterEntry,
)
from kontor_schemas.contacts.privacy_request import (
    PrivacyRequestCollecting,
    PrivacyRequestDone,
    PrivacyRequestDueSoon,
    PrivacyRequestRefused,
)
from kontor_schemas.contacts.tenant_seed import TenantSeedCompleted
from kontor_schemas.contacts.view import View
from kontor_schemas.record_state import Principal
from kontor_schemas.values import Email, Money, Phone

_PHONE = Phone(
    raw="040 / 123456 ext. 12", e164="+4940123456", extension="12", kind="work", is_primary=True
)

ORGANIZATION = Organization(
    id=sample_id("organization nordwind"),
    version=2,
    owner=ANNA,
    created_at=CREATED_AT,
    created_by=BY_ANNA,
    updated_at=UPDATED_AT,
    updated_by=BY_ANNA,
    **SHARED,
    number="O-000017",
    name="Nordwind Energie GmbH",
    legal_form="gmbh",
    vat_id="DE136695976",
    vat_unverified=False,
    register_entry=RegisterEntry(court="Hamburg", kind="HRB", number="4711"),
    website="https://www.nordwind.example",
    domain="nordwind.example",
    industry="energy",
    employees_range="50-249",
    annual_revenue=Money(minor=1_250_000_000, currency="EUR"),
    kinds=["customer", "partner"],
    parent=sample_id("organization nordwind holding"),
    emails=[Email(value="Info@Nordwind.example", kind="work", is_primary=True)],
    phones=[_PHONE],
    addresses=[ADDRESS],
    country="DE",
    source="trade_fair",
    status="active",
    description="Wind parks in the North Sea.\nAsks for yearly contracts.",
)

CONTACT = Contact(
    id=sample_id("contact weiss"),
    version=2,
    owner=ANNA,
    created_at=CREATED_AT,
    created_by=BY_ANNA,
    updated_at=UPDATED_AT,
    updated_by=BY_ANNA,
    **SHARED,
    number="K-000042",
    salutation="mr",
    academic_title="Dr.",
    given_name="Thomas",
    family_name="Weiß",
    name_order="given_first",
    display_name="Dr. Thomas Weiß",
    sort_name="Weiß, Thomas",
    job_title="Head of Purchasing",
    department="Purchasing",
    organization=ORGANIZATION.id,
    affiliations=[
        Affiliation(
            organization=ORGANIZATION.id,
            job_title="Head of Purchasing",
            department="Purchasing",
            is_primary=True,
            from_on=date(2020, 4, 1),
            until_on=date(2031, 3, 31),
        )
    ],
    language="de",
    zone="Europe/Berlin",
    birth_on=date(1979, 2, 28),
    birth_day="02-28",
    emails=[
        Email(
            value="Thomas.Weiss@Nordwind.example",
            kind="work",
            is_primary=True,
            status="bounced",
            bounced_at=UPDATED_AT,
        )
    ],
    phones=[_PHONE],
    addresses=[ADDRESS],
    links=["https://people.example/weiss"],
    source="trade_fair",
    referred_by=sample_id("contact schulz"),
    legal_basis="contract",
    processing="normal",
    status="active",
    description="Prefers to be called in the morning.",
)

LEAD = Lead(
    id=sample_id("lead özdemir"),
    version=2,
    owner=BEN,
    created_at=CREATED_AT,
    created_by=BY_ANNA,
    updated_at=UPDATED_AT,
    updated_by=BY_RULE,
    **SHARED,
    salutation="ms",
    academic_title="Dipl.-Ing.",
    given_name="Ayşe",
    family_name="Özdemir",
    display_name="Dipl.-Ing. Ayşe Özdemir",
    job_title="Plant Manager",
    company="Özdemir Maschinenbau",
    company_domain="oezdemir.example",
    industry="machinery",
    employees_range="50-249",
    language="de",
    emails=[Email(value="ayse@oezdemir.example", kind="work", is_primary=True)],
    phones=[_PHONE],
    addresses=[ADDRESS],
    country="DE",
    source="web_form",
    campaign="spring_fair",
    utm={"utm_source": "newsletter"},
    interest=["Maintenance"],
    authority="decides",
    need="A maintenance contract for twelve lathes.",
    budget=Money(minor=4_800_000, currency="EUR"),
    timeframe="3-6m",
    score=63,
    fit="A",
    legal_basis="legitimate_interest",
    processing="normal",
    stage="disqualified",
    stage_since=UPDATED_AT,
    mql_at=UPDATED_AT,
    sql_at=UPDATED_AT,
    converted_at=UPDATED_AT,
    disqualify_reason="Went with another supplier.",
    next_step="Call to introduce ourselves",
    next_step_on=date(2026, 3, 4),
)

_REQUEST = PRIVACY_REQUEST.id
VIEW = View(
    id=sample_id("view leads to call"),
    version=3,
    owner=ANNA,
    created_at=CREATED_AT,
    created_by=BY_ANNA,
    updated_at=UPDATED_AT,
    updated_by=BY_ANNA,
    record="contacts.lead",
    name="Leads to call this week",
    slug="leads-to-call-this-week",
    filter=Leaf(field="next_step_on", op="eq", value={"relative": "this_week"}),
    sort=["next_step_on", "-stage_since"],
    columns=["display_name", "company", "next_step"],
    display="board",
    group_by="stage",
    visibility="shared",
    shared_with=[Principal(kind="group", id=sample_id("group north"))],
    is_default=True,
)

SAMPLES = {
    "contacts.organization": Sample(
        state=ORGANIZATION,
        before={"name": "Nordwind GmbH", "annual_revenue": None},
        facts=(
            OrganizationAddressSwitched(state=ORGANIZATION, on=date(2026, 5, 1), kinds=["billing"]),
        ),
    ),
    "contacts.contact": Sample(
        state=CONTACT,
        before={"job_title": None},
        facts=(
            ContactAffiliationChanged(state=CONTACT, came_to=[ORGANIZATION.id], left=[BEN]),
            ContactDeceased(state=CONTACT),
            ContactAddressSwitched(state=CONTACT, on=date(2026, 5, 1), kinds=["home"]),
            ContactBirthdayReached(state=CONTACT, on=date(2026, 3, 1), age=41, days_late=1),
            ContactTouched(state=CONTACT, source="web_form", campaign="spring"),
            ContactErased(id=CONTACT.id, version=3, request=_REQUEST),
            ContactLeft(
                state=CONTACT,
                organization=ORGANIZATION.id,
                left_on=date(2026, 3, 1),
                successor=sample_id("contact schulz"),
            ),
            ContactReactivated(state=CONTACT),
        ),
    ),
    "contacts.account": Sample(
        state=ACCOUNT,
        before={"tier": None},
        facts=(
            AccountAddressSwitched(state=ACCOUNT, on=date(2026, 5, 1), kinds=["billing"]),
            AccountBecameCustomer(state=ACCOUNT),
            AccountBlocked(state=ACCOUNT),
            AccountChurned(state=ACCOUNT),
            AccountReactivated(state=ACCOUNT),
            AccountUnblocked(state=ACCOUNT),
        ),
    ),
    "contacts.relationship": Sample(state=RELATIONSHIP, before={"remark": None}),
    "contacts.privacy_request": Sample(
        state=PRIVACY_REQUEST,
        before={"identity_checked_by": None},
        facts=(
            PrivacyRequestCollecting(state=PRIVACY_REQUEST),
            PrivacyRequestDone(state=PRIVACY_REQUEST),
            PrivacyRequestDueSoon(state=PRIVACY_REQUEST, days=7),
            PrivacyRequestRefused(state=PRIVACY_REQUEST),
        ),
    ),
    "contacts.erasure": Sample(
        facts=(ErasureCompleted(id=CONTACT.id, request=_REQUEST, counts={"contact": 1}),)
    ),
    "contacts.lead": Sample(
        state=LEAD,
        before={"owner": ANNA, "next_step": None, "next_step_on": None},
        facts=(
            LeadAnswerAwaited(state=LEAD, due_at=UPDATED_AT),
            LeadTouched(state=LEAD, source="web_form", campaign="spring"),
            LeadAssigned(
                state=LEAD,
                previous_owner=ANNA,
                reason="Territory DACH: it is Ben's turn",
                rule=RULE,
                rule_version=3,
            ),
            LeadConversionFailed(
                state=LEAD, conversion=1, code="deal_stage_closed", faults={"/stage": "value_range"}
            ),
            LeadConverted(
                state=LEAD,
                conversion=1,
                organization=ORGANIZATION.id,
                contact=CONTACT.id,
                account=ACCOUNT.id,
                deal=sample_id("deal lathes"),
                created=[CONTACT.id, ACCOUNT.id],
                linked=[ORGANIZATION.id],
            ),
            LeadDisqualified(state=LEAD),
            LeadEngaged(state=LEAD),
            LeadErased(id=LEAD.id, version=3, request=_REQUEST),
            LeadMarketingQualified(state=LEAD, rule_version=2, reason="Met at the fair"),
            LeadMqlExpired(state=LEAD),
            LeadNurturing(state=LEAD),
            LeadReopened(state=LEAD),
            LeadReturned(state=LEAD, reason="No budget this year"),
            LeadSalesQualified(state=LEAD),
            LeadUnconverted(
                state=LEAD,
                conversion=1,
                organization=ORGANIZATION.id,
                contact=CONTACT.id,
                account=ACCOUNT.id,
                kept_contact=True,
            ),
        ),
    ),
    "contacts.bulk_job": bulk_sample("contacts", "contacts.lead"),
    "contacts.import": import_sample("contacts", "contacts.lead"),
    "contacts.export": export_sample("contacts", "contacts.organization"),
    "contacts.view": Sample(state=VIEW, before={"name": "Leads to call", "is_default": False}),
    "contacts.tenant_seed": Sample(facts=(TenantSeedCompleted(id=TENANT),)),
    **engine_samples("contacts", "contacts.lead"),
}
