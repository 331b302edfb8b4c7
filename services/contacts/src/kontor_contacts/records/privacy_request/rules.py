"""What holds for a privacy request: its terms (GDPR, article 12) and the way it goes."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from kontor_chassis.errors import TransitionNotAllowed
from kontor_contacts.records.privacy_request.errors import (
    IdentityUnverified,
    PrivacySubject,
    TermExtended,
)
from kontor_schemas.contacts.privacy_request import PrivacyRequest

STEPS: Final[Mapping[str, frozenset[str]]] = {
    "received": frozenset({"verified", "refused"}),
    "verified": frozenset({"collecting", "review", "refused"}),
    "collecting": frozenset({"review", "refused"}),
    "review": frozenset({"done", "refused"}),
}
"""From which state a request may go where; it goes by verbs alone."""

WARNED_BEFORE: Final = (14, 7, 2)
"""So many days before a request is due its owner is reminded."""
_TERM: Final = 1
_EXTENDED: Final = 3


def after_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last one of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def completed(request: PrivacyRequest) -> Mapping[str, Any]:
    """Return the derived fields of a request.

    Raises:
        PrivacySubject: It is about nobody, or about two.
    """
    if (request.contact is None) is (request.lead is None):
        raise PrivacySubject
    months = _EXTENDED if request.is_extended else _TERM
    return {"due_on": after_months(request.received_on, months)}


def reminders(request: PrivacyRequest, now: datetime) -> Mapping[int, datetime]:
    """Return when the owner is reminded, by how many days are left then; past ones are left out."""
    if request.due_on is None:
        return {}
    due = datetime.combine(request.due_on, time(8), tzinfo=UTC)
    found = {days: due - timedelta(days=days) for days in WARNED_BEFORE}
    return {days: at for days, at in found.items() if at > now}


def refuse_step(request: PrivacyRequest, target: str) -> None:
    """Refuse a step that does not lead on from where a request stands.

    Raises:
        IdentityUnverified: Nobody has made sure who the person is.
        TransitionNotAllowed: The request has been answered, or is not as far.
    """
    if request.state == "received" and target not in STEPS["received"]:
        raise IdentityUnverified
    allowed = STEPS.get(request.state, frozenset())
    if target not in allowed:
        raise TransitionNotAllowed(allowed=sorted(allowed))


def refuse_extended(request: PrivacyRequest) -> None:
    """Refuse to extend a term twice, or that of a request that is answered.

    Raises:
        TransitionNotAllowed: It is answered.
        TermExtended: It was extended already.
    """
    if request.state not in STEPS:
        raise TransitionNotAllowed(allowed=[])
    if request.is_extended:
        raise TermExtended
