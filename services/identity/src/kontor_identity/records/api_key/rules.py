"""What holds for an API key."""

from datetime import datetime

from kontor_chassis.actor import Principal
from kontor_chassis.errors import ActionForbidden, Fault, Faults, LimitReached

MOST_KEYS = 20


def refuse_programs(principal: Principal) -> None:
    """Let only people who signed in handle keys: no key can make itself another one.

    Raises:
        ActionForbidden: A key or a service asks.
    """
    if principal.scopes is not None or principal.is_service:
        raise ActionForbidden


def refuse_too_many(standing: int) -> None:
    """Refuse a key more than anybody needs.

    Raises:
        LimitReached: The user has as many as a user may have.
    """
    if standing >= MOST_KEYS:
        raise LimitReached(limit=MOST_KEYS)


def refuse_past(expires_at: datetime | None, now: datetime) -> None:
    """Refuse a key that would be over before it begins.

    Raises:
        Faults: Its end is past.
    """
    if expires_at is not None and expires_at <= now:
        raise Faults(Fault("/expires_at", "value_range"))
