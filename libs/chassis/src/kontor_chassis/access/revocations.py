"""Revocations: what has ended before its time, remembered as long as a token could claim it."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from kontor_chassis.access.claims import MAX_LIFE_S, Claims

REMEMBERED = timedelta(seconds=MAX_LIFE_S + 60)
"""Nothing older has to be known: no token of that time is good any more."""
PATIENCE = timedelta(seconds=30)
"""Six heartbeats: without one for so long, news of revocations may be missing."""
_RACE = timedelta(seconds=5)
"""A token may be signed while the transaction that suspends its user is still open (2 s)."""


class Revocations:
    """What identity has told of ended sessions, users and keys, and when it was last heard."""

    def __init__(self) -> None:
        self._ended: dict[UUID, datetime] = {}
        self._users: dict[UUID, datetime] = {}
        self._heard: datetime | None = None

    def end(self, identifier: UUID, revoked_at: datetime) -> None:
        """Note that a session or an API key has ended, for ever."""
        self._ended[identifier] = revoked_at

    def end_user(self, user: UUID, revoked_at: datetime) -> None:
        """Note that everything a user held until then has ended; later tokens are good again."""
        self._users[user] = max(revoked_at, self._users.get(user, revoked_at))

    def hear(self, at: datetime) -> None:
        """Note a heartbeat: everything identity said before it has arrived.

        Args:
            at: When identity sent it; a late one proves little.
        """
        self._heard = at if self._heard is None else max(at, self._heard)

    def covers(self, claims: Claims) -> bool:
        """Whether what the token hangs on has ended since it was issued."""
        if not self._ended and not self._users:
            return False
        if claims.session in self._ended:
            return True
        if claims.subject.kind != "user" or not self._users:
            return False
        ended = self._users.get(UUID(claims.subject.id))
        return ended is not None and claims.issued_at <= (ended + _RACE).timestamp()

    def is_fresh(self, now: datetime) -> bool:
        """Whether a heartbeat was heard so lately that silence means nothing has ended."""
        return self._heard is not None and now - self._heard <= PATIENCE

    def forget(self, now: datetime) -> None:
        """Drop what no token can claim any more; called from time to time, so memory is bounded."""
        for known in (self._ended, self._users):
            for identifier in [key for key, at in known.items() if now - at > REMEMBERED]:
                del known[identifier]


class Sessions(Protocol):
    """Asks identity itself whether something still stands."""

    async def stands(self, tenant: UUID, session: UUID) -> bool | None:
        """Return whether the session or key stands; None where identity does not answer."""
        ...
