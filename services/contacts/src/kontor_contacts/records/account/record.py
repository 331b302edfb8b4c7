"""Accounts: the commercial relationship with exactly one organization or person."""

from kontor_contacts.records.account import rules
from kontor_contacts.records.account.schemas import Reason
from kontor_records.declaration.presentation import NumberPattern, Shown, Verb
from kontor_records.declaration.record_type import Lifecycle, RecordType, Section
from kontor_schemas.contacts.account import Account

ACCOUNT = RecordType(
    state=Account,
    name="account",
    plural="accounts",
    shown=Shown(icon="briefcase", order=4),
    title="name",
    subtitle=("number", "status"),
    list_columns=("name", "number", "status", "tier", "last_purchase_at", "owner"),
    parents=("organization", "contact"),
    off=frozenset({"board"}),
    lifecycle=Lifecycle(field="status", steps=rules.STEPS),
    owned_by_verb={
        "status": "churn", "churn_reason": "churn",
        "is_blocked": "block", "blocked_reason": "block",
    },
    number=NumberPattern(field="number", pattern="A-{n:06}"),
    verbs=(
        Verb(name="block", body=Reason, undo="unblock"),
        Verb(name="unblock"),
        Verb(name="churn", body=Reason),
    ),
    sections=(
        Section(
            key="main",
            fields=("number", "organization", "contact", "primary_contact", "tier", "owner"),
        ),
        Section(
            key="papers",
            fields=(
                "billing_address", "delivery_address", "billing_contact", "billing_email",
                "currency", "payment_terms_days", "credit_limit", "price_book", "tax_profile",
            ),
        ),
        Section(
            key="blocks",
            fields=(
                "has_dunning_block", "dunning_block_reason", "has_delivery_block",
                "delivery_block_reason", "is_blocked", "blocked_reason",
            ),
        ),
        Section(
            key="history",
            fields=(
                "status", "customer_since_on", "first_purchase_at", "last_purchase_at",
                "churn_reason",
            ),
        ),
    ),
)  # fmt: skip
