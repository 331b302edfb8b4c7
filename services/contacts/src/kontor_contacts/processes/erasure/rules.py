"""What keeps a person's data, and what stays of an account that has papers."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from kontor_contacts.processes.erasure.errors import ErasureBlocked
from kontor_records.errors import RecordHeld
from kontor_records.storage.records import Locked
from kontor_schemas.contacts.account import Account
from kontor_schemas.contacts.privacy_request import PrivacyRequest
from kontor_schemas.record_state import Hold

HOLD: Final = "erasure"
"""The name of the hold on a person's records between the order and its confirmation."""
_SHORTEST: Final = 5
"""What is shorter names nobody."""
_OF_THE_LAW: Final = frozenset({"legal", "legal_hold"})


def hold_of(request: UUID) -> Hold:
    """Return the hold that an order puts on a person's records."""
    return Hold(name=HOLD, holder=request, link=f"/privacy_requests/{request}")


def obstacles(locked: Iterable[Locked[Any]], request: UUID) -> list[dict[str, Any]]:
    """Name what stands in the way of an erasure: each hold, and conversions under way."""
    found = []
    for one in locked:
        about = {"record": one.record_type.record, "id": str(one.state.id)}
        found += [
            {**about, "name": hold.name, "link": hold.link}
            for hold in one.state.holds
            if hold.holder != request
        ]
        if getattr(one.state, "stage", None) == "converting":
            found.append({**about, "name": "conversion", "link": None})
    return found


def refuse_obstacles(found: Sequence[dict[str, Any]]) -> None:
    """Refuse an erasure that something stands in the way of.

    Raises:
        RecordHeld: One thing holds one record.
        ErasureBlocked: The law does, or several things do.
    """
    if not found:
        return
    only = found[0]
    if len(found) == 1 and only["name"] not in {*_OF_THE_LAW, "conversion"}:
        raise RecordHeld(name=only["name"], link=only["link"])
    raise ErasureBlocked(by=list(found))


def has_papers(account: Account) -> bool:
    """Say whether papers refer to an account: its number and amounts stay, its person does not."""
    return account.status != "prospect"


def emptied(account: Account) -> dict[str, Any]:
    """Return what stands in an account whose person was forgotten."""
    return {
        "name": account.number or "-",
        "billing_address": None,
        "delivery_address": None,
        "billing_email": None,
        "billing_contact": None,
        "primary_contact": None,
        "dunning_block_reason": None,
        "delivery_block_reason": None,
        "blocked_reason": None,
        "churn_reason": None,
        "custom": {},
        "tags": [],
    }


ASKED: Final = ("automation",)
"""The other services that keep something of persons and say when they have forgotten it."""
ANSWERED_WITHIN: Final = timedelta(hours=24)
"""So long may one take to say so before it is told again, and somebody looks."""


def unanswered(request: PrivacyRequest) -> list[str]:
    """Name the services that have not said that they have forgotten the person."""
    done = {part.service for part in request.parts if part.state == "done"}
    return [service for service in ASKED if service not in done]


def words_of(locked: Iterable[Locked[Any]]) -> list[str]:
    """Return the words by which somebody may have named a person elsewhere.

    A name alone may be anybody's: only whole names, addresses and numbers are a person's own.
    """
    found: set[str] = set()
    for state in (one.state for one in locked if hasattr(one.state, "emails")):
        found |= {text for mail in state.emails for text in (mail.value, mail.normal)}
        found |= {text for phone in state.phones for text in (phone.raw, phone.e164) if text}
        if state.given_name and state.family_name:
            found.add(f"{state.given_name} {state.family_name}")
            found.add(state.display_name)
    return sorted(word for word in found if len(word) >= _SHORTEST)
