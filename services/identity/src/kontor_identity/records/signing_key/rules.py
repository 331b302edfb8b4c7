"""When a key signs, when it is published, and when the next one is due."""

from datetime import datetime, timedelta

from kontor_chassis.access.claims import MAX_LIFE_S

LIFE = timedelta(hours=6)
"""How long a key signs. Nobody has to rotate anything: keys are replaced all the time."""
ANNOUNCED = timedelta(minutes=10)
"""How long a successor is published before it signs: every verifier has fetched it by then."""
KEPT = timedelta(seconds=MAX_LIFE_S + 60)
"""How long a key is published after it has signed: no token of it is good any more by then."""


def successor_from(last_until: datetime, now: datetime) -> datetime | None:
    """Return when the next key begins to sign, once it is time to publish it.

    Args:
        last_until: When the last key that is held ends.
        now: The instant.

    Returns:
        None while it is not yet time.
    """
    if last_until - now > ANNOUNCED * 2:
        return None
    return max(now, min(now + ANNOUNCED, last_until))


def published_since(now: datetime) -> datetime:
    """Return the instant after which a key must have signed last to be published still."""
    return now - KEPT
