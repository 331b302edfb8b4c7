"""Examples of what contacts says of dealings with people: accounts, relationships, requests."""

from datetime import date

from kontor_published.samples.ids import ANNA, BEN, BY_ANNA, CREATED_AT, UPDATED_AT, sample_id
from kontor_published.samples.shared import ADDRESS, SHARED
from kontor_schemas.contacts.account import Account
from kontor_schemas.contacts.privacy_request import PrivacyPart, PrivacyRequest
from kontor_schemas.contacts.relationship import Relationship
from kontor_schemas.values import Money

_ORGANIZATION = sample_id("organization nordwind")
_CONTACT = sample_id("contact weiss")

ACCOUNT = Account(
    id=sample_id("account nordwind"),
    version=2,
    owner=ANNA,
    created_at=CREATED_AT,
    created_by=BY_ANNA,
    updated_at=UPDATED_AT,
    updated_by=BY_ANNA,
    **SHARED,
    number="A-000009",
    name="Nordwind Energie GmbH",
    organization=_ORGANIZATION,
    contact=_CONTACT,
    billing_address=ADDRESS,
    delivery_address=ADDRESS,
    billing_contact=_CONTACT,
    primary_contact=_CONTACT,
    billing_email="invoices@nordwind.example",
    currency="EUR",
    payment_terms_days=30,
    credit_limit=Money(minor=5_000_000, currency="EUR"),
    price_book="retail",
    tax_profile="domestic",
    has_dunning_block=True,
    dunning_block_reason="Complaint open",
    has_delivery_block=True,
    delivery_block_reason="Address unclear",
    customer_since_on=date(2026, 3, 2),
    first_purchase_at=CREATED_AT,
    last_purchase_at=UPDATED_AT,
    tier="A",
    status="churned",
    is_blocked=True,
    blocked_reason="Insolvency",
    churn_reason="Business closed",
)

RELATIONSHIP = Relationship(
    id=sample_id("relationship weiss schulz"),
    version=2,
    owner=ANNA,
    created_at=CREATED_AT,
    created_by=BY_ANNA,
    updated_at=UPDATED_AT,
    updated_by=BY_ANNA,
    **SHARED,
    kind="reports_to",
    from_contact=_CONTACT,
    to_contact=sample_id("contact schulz"),
    from_organization=_ORGANIZATION,
    to_organization=sample_id("organization nordwind holding"),
    from_on=date(2024, 1, 1),
    until_on=date(2030, 12, 31),
    remark="Since the reorganization.",
)

PRIVACY_REQUEST = PrivacyRequest(
    id=sample_id("privacy request weiss"),
    version=2,
    owner=ANNA,
    created_at=CREATED_AT,
    created_by=BY_ANNA,
    updated_at=UPDATED_AT,
    updated_by=BY_ANNA,
    **SHARED,
    number="P-000003",
    kind="erasure",
    contact=_CONTACT,
    lead=sample_id("lead özdemir"),
    received_on=date(2026, 1, 31),
    identity_checked_by=ANNA,
    due_on=date(2026, 2, 28),
    is_extended=True,
    state="refused",
    parts=[PrivacyPart(service="contacts", state="done", counts={"contact": 1}, at=UPDATED_AT)],
    refused_reason="The person could not be identified.",
    ordered_by=ANNA,
    confirmed_by=BEN,
    done_at=UPDATED_AT,
)
