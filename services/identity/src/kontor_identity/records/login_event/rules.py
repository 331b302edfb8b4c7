"""How often a sign-in may be tried: for each account, and for each client."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
MOST_FOR_ACCOUNT = 10
MOST_FOR_CLIENT = 100
ABANDONED = timedelta(seconds=10)
"""A try without an outcome after so long was cut off; it counts as failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A try of the last quarter of an hour that has failed or is still under way."""

    at: datetime
    is_failed: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """Another try is not let through now.

    `seconds` is None while it only depends on tries that are still under way.
    """

    seconds: int | None


def admitted(tries: Sequence[Try], most: int, now: datetime) -> Wait | None:
    """Decide whether another try may be made.

    Only failed tries use up the number; those under way hold a place until their outcome is known,
    so that a hundred at once are not a hundred for free.

    Returns:
        None where it may be made.
    """
    failed = sorted(each.at for each in tries if each.is_failed or now - each.at > ABANDONED)
    if len(failed) >= most:
        # A place is free when the oldest of the newest `most` has left the window.
        left = failed[-most] + WINDOW - now
        return Wait(max(1, int(left.total_seconds()) + 1))
    return Wait(None) if len(tries) >= most else None


def client_group(address: str | None) -> str | None:
    """Return whom an address is counted for: itself, or in IPv6 the network a customer is given."""
    if address is None:
        return None
    parsed = ipaddress.ip_address(address)
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
