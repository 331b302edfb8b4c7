"""What holds for an account."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor_contacts.processes.normal_forms.rules import refuse_addresses
from kontor_contacts.records.account.errors import AccountParty
from kontor_schemas.contacts.account import Account

STEPS: Mapping[str, frozenset[str]] = {
    "prospect": frozenset({"customer"}),
    "customer": frozenset({"dormant", "churned", "prospect"}),
    "dormant": frozenset({"customer", "churned"}),
    "churned": frozenset({"customer"}),
}
"""From which status an account may go where; a purchase leads to `customer`."""


def party_of(organization: UUID | None, contact: UUID | None) -> UUID:
    """Return the one party an account belongs to.

    Raises:
        AccountParty: There is none, or there are two.
    """
    if organization and contact:
        raise AccountParty
    party = organization or contact
    if party is None:
        raise AccountParty
    return party


def completed(account: Account) -> Mapping[str, Any]:
    """Return the derived fields of an account: none, but not everything can be one.

    Raises:
        AccountParty: It belongs to nobody, or to two.
        Faults: An address cannot be.
    """
    party_of(account.organization, account.contact)
    for field in ("billing_address", "delivery_address"):
        if address := getattr(account, field):
            refuse_addresses([address], f"/{field}")
    return {}
