"""Examples of what contacts publishes."""

from datetime import date
from typing import Any

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
from kontor_schemas.condition import Leaf
from kontor_schemas.contacts.contact import Contact
from kontor_schemas.contacts.lead import Lead, LeadAssigned
from kontor_schemas.contacts.organization import Organization
from kontor_schemas.contacts.tenant_seed import TenantSeedCompleted
from kontor_schemas.contacts.view import View
from kontor_schemas.record_state import Access, Hold, Principal, Share
from kontor_schemas.values import Address, Email, Money, Phone

SHARED: dict[str, Any] = {
    "owner_group": sample_id("group north"),
    "tags": [sample_id("tag key account")],
    "custom": {"c_region": "north"},
    "access": Access(
        co_owners=[BEN],
        shares=[
            Share(
                principal=Principal(kind="group", id=sample_id("group service")),
                level="read",
                until=UPDATED_AT,
            )
        ],
    ),
    "holds": [
        Hold(
            name="approval",
            holder=sample_id("approval discount"),
            link="/approvals/1",
            allowed=["description"],
        )
    ],
}
"""What every record of people's work has beside its own fields."""

_ADDRESS = Address(
    kind="visit",
    line1="Speicherstraße 14",
    line2="Hinterhaus",
    postal_code="20457",
    city="Hamburg",
    region="HH",
    country="DE",
    is_primary=True,
)
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
    website="https://www.nordwind.example",
    domain="nordwind.example",
    industry="energy",
    employees_range="50-249",
    annual_revenue=Money(minor=1_250_000_000, currency="EUR"),
    kinds=["customer", "partner"],
    parent=sample_id("organization nordwind holding"),
    emails=[Email(value="Info@Nordwind.example", kind="work", is_primary=True)],
    phones=[_PHONE],
    addresses=[_ADDRESS],
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
    job_title="Head of Purchasing",
    department="Purchasing",
    organization=ORGANIZATION.id,
    language="de",
    zone="Europe/Berlin",
    birth_on=date(1979, 2, 28),
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
    addresses=[_ADDRESS],
    links=["https://people.example/weiss"],
    source="trade_fair",
    legal_basis="contract",
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
    industry="machinery",
    language="de",
    emails=[Email(value="ayse@oezdemir.example", kind="work", is_primary=True)],
    phones=[_PHONE],
    addresses=[_ADDRESS],
    country="DE",
    source="web_form",
    need="A maintenance contract for twelve lathes.",
    budget=Money(minor=4_800_000, currency="EUR"),
    timeframe="3-6m",
    stage="disqualified",
    stage_since=UPDATED_AT,
    disqualify_reason="Went with another supplier.",
    next_step="Call to introduce ourselves",
    next_step_on=date(2026, 3, 4),
)

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
    ),
    "contacts.contact": Sample(state=CONTACT, before={"job_title": None}),
    "contacts.lead": Sample(
        state=LEAD,
        before={"owner": ANNA, "next_step": None, "next_step_on": None},
        facts=(
            LeadAssigned(
                state=LEAD,
                previous_owner=ANNA,
                reason="Territory DACH: it is Ben's turn",
                rule=RULE,
                rule_version=3,
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
