"""The verifier: turns a token into who it stands for, in every service, trusting no network.

A token is checked every 20 seconds at most; between two checks its digest is looked up. Whether
what it hangs on has ended is asked every time, in memory.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from kontor_chassis.access.claims import MAX_BYTES, Claims, key_id, read
from kontor_chassis.access.revocations import Revocations, Sessions
from kontor_chassis.actor import Principal
from kontor_chassis.clock import Clock
from kontor_chassis.errors import TokenInvalid
from kontor_chassis.settings import ServiceSettings

FRESH_S = 20.0
"""How long a checked token and a key set are believed: a withdrawn key is out in a minute."""
MOST_CACHED = 10_000
ASKED_AGAIN_S = 60.0
"""How long an answer of identity about one session counts, while its heartbeat is missing."""
SILENCE_S = 5.0
"""How long it is not asked again after it gave none: as long as between two heartbeats."""


class Keys(Protocol):
    """Finds the public keys of identity by their id."""

    async def find(self, kid: str) -> Ed25519PublicKey | None:
        """Return the key of this id, or None where identity publishes no such key."""
        ...


@dataclass(frozen=True, slots=True)
class _Checked:
    claims: Claims
    principal: Principal
    until: float


class Verifier:
    """Verifies tokens of the platform; one for each process."""

    def __init__(
        self, keys: Keys, clock: Clock, revocations: Revocations, sessions: Sessions | None = None
    ) -> None:
        """Verify with these keys.

        Args:
            keys: The keys identity publishes.
            clock: Tells what has expired.
            revocations: What has ended.
            sessions: Asked about a session while the heartbeat is missing; None asks nobody.
        """
        self._keys = keys
        self._clock = clock
        self._revocations = revocations
        self._sessions = sessions
        self._checked: OrderedDict[bytes, _Checked] = OrderedDict()
        self._asked: OrderedDict[UUID, tuple[float, bool | None]] = OrderedDict()

    async def verify(self, token: str) -> Principal:
        """Return the principal of a valid token.

        Raises:
            TokenInvalid: Forged, expired, ended, or for somebody else; which one is never told.
            ServiceUnavailable: Identity has not given its keys yet.
        """
        if len(token) > MAX_BYTES:
            raise TokenInvalid
        digest = hashlib.sha256(token.encode("utf-8", "replace")).digest()
        now = self._clock.now()
        checked = self._checked.get(digest)
        if checked is None or now.timestamp() >= checked.until:
            checked = await self._check(token, digest, now)
        else:
            self._checked.move_to_end(digest)
        if self._revocations.covers(checked.claims):
            raise TokenInvalid
        if not self._revocations.is_fresh(now):
            await self._ask(checked.claims, now)
        return checked.principal

    def is_sure(self, principal: Principal) -> bool:
        """Whether the principal certainly still stands; routes for administrators and money ask.

        True while identity's heartbeat is heard, and for a minute after identity itself has
        confirmed this session. Services hold no session; their short tokens are proof enough.
        """
        if principal.session is None or self._revocations.is_fresh(self._clock.now()):
            return True
        asked = self._asked.get(UUID(principal.session))
        return asked is not None and asked[1] is True

    async def _check(self, token: str, digest: bytes, now: datetime) -> _Checked:
        key = await self._keys.find(key_id(token))
        if key is None:
            raise TokenInvalid
        instant = now.timestamp()
        claims = read(token, key, instant)
        checked = _Checked(claims, claims.principal, min(claims.expires_at, instant + FRESH_S))
        self._checked[digest] = checked
        _bound(self._checked)
        return checked

    async def _ask(self, claims: Claims, now: datetime) -> None:
        """Ask identity about a session, at most once a minute."""
        if claims.session is None or self._sessions is None:
            return
        instant = now.timestamp()
        asked = self._asked.get(claims.session)
        if asked is None or instant >= asked[0]:
            # Noted before asking: twins do not ask twice, and a silent identity is not flooded.
            self._asked[claims.session] = (instant + ASKED_AGAIN_S, asked[1] if asked else None)
            stands = await self._sessions.stands(claims.tenant, claims.session)
            again = SILENCE_S if stands is None else ASKED_AGAIN_S
            asked = (instant + again, stands)
            self._asked[claims.session] = asked
            _bound(self._asked)
        if asked[1] is False:
            raise TokenInvalid


def _bound(cache: "OrderedDict[Any, Any]") -> None:
    while len(cache) > MOST_CACHED:
        cache.popitem(last=False)


@asynccontextmanager
async def open_verifier(
    service: str, settings: ServiceSettings, clock: Clock
) -> AsyncIterator[Verifier]:
    """Open the verifier of a process: keys from identity, revocations from the broker.

    Args:
        service: The service that verifies.
        settings: Where identity and the broker are, and the service's own credential.
        clock: Tells what has expired.
    """
    import aiohttp  # noqa: PLC0415 - a process that never verifies needs no HTTP client

    from kontor_chassis.access.keys import PublishedKeys  # noqa: PLC0415
    from kontor_chassis.access.revocation_feed import follow  # noqa: PLC0415
    from kontor_chassis.access.service_tokens import (  # noqa: PLC0415
        ServiceTokens,
        identity_address,
    )
    from kontor_chassis.access.sessions import AskedSessions  # noqa: PLC0415

    identity = identity_address(settings)
    revocations = Revocations()
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2))
        )
        tokens = ServiceTokens(service, settings, http, clock)
        sessions = AskedSessions(http, identity, tokens)
        feed = asyncio.create_task(follow(settings.kafka.bootstrap, revocations, clock))
        stack.push_async_callback(_stop, feed)
        keys = PublishedKeys(http, identity)
        stack.push_async_callback(keys.close)
        yield Verifier(keys, clock, revocations, sessions)


async def _stop(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
