"""Service tokens: how a service proves who it is and gets a token for a tenant or for a user."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import aiohttp
import jwt
import orjson
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from kontor_chassis.access.claims import ALGORITHM
from kontor_chassis.clock import Clock
from kontor_chassis.errors import ServiceUnavailable, TokenInvalid
from kontor_chassis.ids import new_id
from kontor_chassis.settings import ServiceSettings

PATH = "/internal/token"
ASSERTION_AUDIENCE = "kontor-identity"
ASSERTION_LIFE_S = 60
_MOST_CACHED = 2_000
_LEFT_S = 60.0
"""A token with less time left is replaced, so that none expires on its way."""
_LEFT_OF_USER_S = 15.0

_log = structlog.get_logger("access")
_Wanted = tuple[UUID, UUID | None]


@dataclass(frozen=True, slots=True)
class _Held:
    token: str
    good_until: float


class ServiceTokens:
    """The tokens of one service, one for each tenant, fetched from identity when first needed."""

    def __init__(
        self, service: str, settings: ServiceSettings, http: aiohttp.ClientSession, clock: Clock
    ) -> None:
        """Start with no token.

        Args:
            service: The service's name.
            settings: Where identity is, and the service's own key.
            http: The session to ask with.
            clock: Tells when a token ends.
        """
        self._service = service
        self._key_file = settings.credential.key_file
        self._address = identity_address(settings) + PATH
        self._http = http
        self._clock = clock
        self._key: Ed25519PrivateKey | None = None
        self._held: OrderedDict[_Wanted, _Held] = OrderedDict()
        self._locks: dict[_Wanted, asyncio.Lock] = {}

    async def token(self, tenant: UUID) -> str:
        """Return a token of this service in a tenant.

        Raises:
            TokenInvalid: Identity does not know this service's key.
            ServiceUnavailable: Identity does not answer.
        """
        return await self._get((tenant, None), _LEFT_S)

    async def act_for(self, tenant: UUID, user: UUID) -> str:
        """Return a token of a user for whom this service acts; it lives a minute.

        Raises:
            TokenInvalid: Identity does not know this service's key, or the user may not act.
            ServiceUnavailable: Identity does not answer.
        """
        return await self._get((tenant, user), _LEFT_OF_USER_S)

    def drop(self, tenant: UUID, user: UUID | None = None) -> None:
        """Forget a token that somebody has refused, so that the next one is new."""
        self._held.pop((tenant, user), None)

    async def _get(self, wanted: _Wanted, left_s: float) -> str:
        held = self._held.get(wanted)
        if held is None or self._now() + left_s > held.good_until:
            async with self._locks.setdefault(wanted, asyncio.Lock()):
                held = self._held.get(wanted)
                if held is None or self._now() + left_s > held.good_until:
                    held = await self._fetch(wanted)
                    self._held[wanted] = held
            self._bound()
        return held.token

    async def _fetch(self, wanted: _Wanted) -> _Held:
        tenant, user = wanted
        body = {"tenant": str(tenant)} | ({"subject": f"user:{user}"} if user else {})
        headers = {
            "Authorization": f"Bearer {self._assertion()}",
            "Content-Type": "application/json",
        }
        try:
            async with self._http.post(
                self._address, data=orjson.dumps(body), headers=headers, allow_redirects=False
            ) as answer:
                if answer.status == 200:
                    given = orjson.loads(await answer.read())
                    until = datetime.fromisoformat(given["expires_at"]).timestamp()
                    return _Held(given["access_token"], until)
                if answer.status in {401, 403, 404}:
                    raise TokenInvalid
                _log.warning("identity gives no token", status=answer.status)
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError) as fault:
            _log.warning("identity gives no token", fault=type(fault).__name__)
        raise ServiceUnavailable(retry_after=1)

    def _assertion(self) -> str:
        """Prove who we are: signed by our own key, for identity only, good for a minute."""
        if self._key is None:
            self._key = load_key(self._key_file.read_bytes() if self._key_file else b"")
        now = int(self._now())
        claims = {
            "iss": self._service,
            "sub": self._service,
            "aud": ASSERTION_AUDIENCE,
            "iat": now,
            "exp": now + ASSERTION_LIFE_S,
            "jti": str(new_id()),
        }
        return jwt.encode(claims, self._key, algorithm=ALGORITHM)

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _bound(self) -> None:
        while len(self._held) > _MOST_CACHED:
            wanted, _ = self._held.popitem(last=False)
            self._locks.pop(wanted, None)


def identity_address(settings: ServiceSettings) -> str:
    """Return where identity is; it is no peer of itself and finds itself where it listens."""
    itself = f"http://{settings.http.host}:{settings.http.port}"
    return settings.peers.get("identity", itself).rstrip("/")


def load_key(pem: bytes) -> Ed25519PrivateKey:
    """Return the Ed25519 private key in a PEM file.

    Raises:
        ValueError: There is no such key.
    """
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("a credential is an Ed25519 private key")  # noqa: TRY004 - wrong data
    return key
