"""Accounts: the commercial relationship with one organization or one person."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import (
    days,
    derived,
    match_key,
    personal,
    reference,
    searchable,
    set_once,
    sortable,
    unique,
)
from kontor_schemas.choices import Choice
from kontor_schemas.fact import Fact
from kontor_schemas.identifiers import CurrencyCode, Instant
from kontor_schemas.record_state import RecordState
from kontor_schemas.text import Code, Line
from kontor_schemas.values import Address, EmailAddress, Money


class Account(RecordState):
    """What is agreed with a customer. It belongs to one organization or to one contact, for ever.

    Attributes:
        number: the customer number, as it stands on papers.
        name: what the party was called when the account was opened, or renamed since.
        organization: the organization that is the customer; null where a person is.
        contact: the person who is the customer; null where an organization is.
        billing_address: where invoices go.
        delivery_address: where goods go; null for the billing address.
        billing_contact: who gets invoices.
        primary_contact: whom to talk to.
        billing_email: the address invoices are mailed to.
        currency: the currency of its papers.
        payment_terms_days: days until an invoice is due.
        credit_limit: how much may be open.
        price_book: the key of its prices.
        tax_profile: the key of its taxes.
        has_dunning_block: whether reminders are held back.
        dunning_block_reason: why.
        has_delivery_block: whether deliveries are held back.
        delivery_block_reason: why.
        customer_since_on: the day of the first purchase.
        first_purchase_at: when something was bought first.
        last_purchase_at: when something was bought last.
        tier: how important it is.
        status: how far the relationship has come.
        is_blocked: whether sales and billing refuse new papers.
        blocked_reason: why.
        churn_reason: why the customer left.
    """

    number: Annotated[Code | None, searchable, sortable, unique, match_key] = None
    name: Annotated[Line, derived, searchable, sortable, personal] = ""
    organization: Annotated[UUID | None, reference("contacts.organization"), set_once, unique] = (
        None
    )
    contact: Annotated[UUID | None, reference("contacts.contact"), set_once, unique] = None
    billing_address: Annotated[
        Address | None, days("valid_from_on", "valid_until_on"), personal
    ] = None
    delivery_address: Annotated[
        Address | None, days("valid_from_on", "valid_until_on"), personal
    ] = None
    billing_contact: Annotated[UUID | None, reference("contacts.contact")] = None
    primary_contact: Annotated[UUID | None, reference("contacts.contact")] = None
    billing_email: Annotated[EmailAddress | None, personal] = None
    currency: CurrencyCode = "EUR"
    payment_terms_days: Annotated[int, Field(ge=0, le=180)] = 14
    credit_limit: Money | None = None
    price_book: Code | None = None
    tax_profile: Code | None = None
    has_dunning_block: bool = False
    dunning_block_reason: Line | None = None
    has_delivery_block: bool = False
    delivery_block_reason: Line | None = None
    customer_since_on: Annotated[date | None, derived] = None
    first_purchase_at: Annotated[Instant | None, derived] = None
    last_purchase_at: Annotated[Instant | None, derived, sortable] = None
    tier: Choice[Literal["A", "B", "C"]] | None = None
    status: Annotated[Choice[Literal["prospect", "customer", "dormant", "churned"]], sortable] = (
        "prospect"
    )
    is_blocked: bool = False
    blocked_reason: Line | None = None
    churn_reason: Line | None = None


class AccountBecameCustomer(Fact[Account]):
    """The party bought something for the first time."""


class AccountChurned(Fact[Account]):
    """The customer left; the state says why."""


class AccountReactivated(Fact[Account]):
    """A customer who was quiet or gone bought again."""


class AccountBlocked(Fact[Account]):
    """Sales and billing refuse new papers from now on; the state says why."""


class AccountUnblocked(Fact[Account]):
    """Sales and billing take new papers again."""


class AccountAddressSwitched(Fact[Account]):
    """An address of the account begins or ceases to hold today, in its country.

    Attributes:
        on: the day.
        kinds: the kinds of addresses that are other ones from today on.
    """

    on: date
    kinds: list[Code] = Field(max_length=2)
