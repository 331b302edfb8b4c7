"""Sign-in: turns a credential into a token that services verify, and into who is calling."""

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

import aiohttp
import orjson

from kontor_chassis.access.service_tokens import ServiceTokens
from kontor_chassis.actor import Principal
from kontor_chassis.clock import Clock
from kontor_chassis.errors import NotSignedIn, ServiceUnavailable, TokenInvalid
from kontor_chassis.runtime import Verifies
from kontor_gateway.forward.credential import Credential
from kontor_gateway.forward.upstream import Upstreams
from kontor_schemas.identifiers import PLATFORM

IDENTITY = "identity"
_DOORS = {
    "api_key": ("/internal/api-key", "key"),
    "session": ("/internal/session-token", "session"),
}
_PATIENCE = aiohttp.ClientTimeout(total=5)
_MARGIN_S = 5.0
"""A token this close to its end is not used any more: it has a way to go."""
_REFUSED_S = 2.0
"""How long a refusal counts, so that a wrong key does not reach identity each time."""
_MOST_KEPT = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who is calling, and the token that says so to the services."""

    principal: Principal
    token: str
    kind: str
    """`user`, `service` or `api_key`: under which word the calls are counted."""

    @property
    def is_service(self) -> bool:
        """Whether a service calls, whose word about the cause is believed."""
        return self.principal.is_service

    @property
    def key(self) -> str:
        """What tells this caller from every other."""
        return f"{self.principal.tenant} {self.principal.subject}"


class _Kept(NamedTuple):
    token: str | None
    until: float


class SignIn:
    """Believes tokens by their signature; exchanges the rest for tokens at identity."""

    def __init__(
        self,
        verifier: Verifies,
        upstreams: Upstreams,
        tokens: ServiceTokens,
        clock: Clock,
        session_s: float,
    ) -> None:
        self._verifier = verifier
        self._tokens = tokens
        self._upstreams = upstreams
        self._clock = clock
        self._session_s = session_s
        self._kept: OrderedDict[bytes, _Kept] = OrderedDict()
        self._asking: dict[bytes, asyncio.Task[_Kept]] = {}

    async def caller(self, credential: Credential | None) -> Caller:
        """Return who brings this credential.

        Raises:
            NotSignedIn: There is none.
            TokenInvalid: It is not, or no longer, valid.
            ServiceUnavailable: Identity does not answer.
        """
        if credential is None:
            raise NotSignedIn
        if credential.kind == "token":
            principal = await self._verifier.verify(credential.secret)
            kind = "service" if principal.is_service else "user"
            return Caller(principal=principal, token=credential.secret, kind=kind)
        kind = "api_key" if credential.kind == "api_key" else "user"
        token = await self._token(credential)
        try:
            principal = await self._verifier.verify(token)
        except TokenInvalid:
            # It ended before its time: the session or key may be gone, or only this token.
            self._kept.pop(_digest(credential), None)
            token = await self._token(credential)
            principal = await self._verifier.verify(token)
        return Caller(principal=principal, token=token, kind=kind)

    async def _token(self, credential: Credential) -> str:
        digest = _digest(credential)
        kept = self._kept.get(digest)
        if kept is None or self._clock.now().timestamp() >= kept.until:
            kept = await self._ask_once(digest, credential)
        else:
            self._kept.move_to_end(digest)
        if kept.token is None:
            raise TokenInvalid
        return kept.token

    async def _ask_once(self, digest: bytes, credential: Credential) -> _Kept:
        """Ask identity; whoever brings the same credential meanwhile waits for the same answer."""
        task = self._asking.get(digest)
        if task is None:
            task = self._asking[digest] = asyncio.create_task(self._ask(digest, credential))
            task.add_done_callback(lambda done: self._answered(digest, done))
        # The first who asks may hang up; the others still want the answer.
        return await asyncio.shield(task)

    def _answered(self, digest: bytes, task: "asyncio.Task[_Kept]") -> None:
        self._asking.pop(digest, None)
        if not task.cancelled():
            task.exception()  # looked at, since everybody who wanted to know may have hung up

    async def _ask(self, digest: bytes, credential: Credential) -> _Kept:
        path, field = _DOORS[credential.kind]
        body = orjson.dumps({field: credential.secret})
        try:
            own = await self._tokens.token(PLATFORM)
            status, answer = await self._upstreams.ask(IDENTITY, path, body, own, _PATIENCE)
        except (aiohttp.ClientError, TimeoutError, KeyError):
            raise ServiceUnavailable(service=IDENTITY, retry_after=1) from None
        now = self._clock.now().timestamp()
        if status == 401:
            self._tokens.drop(
                PLATFORM
            )  # ours or theirs was refused: the next one is asked for anew
        if status in {401, 403, 404, 422}:
            kept = _Kept(None, now + _REFUSED_S)
        else:
            kept = self._read(credential, answer if status == 200 else b"", now)
        self._kept[digest] = kept
        if len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return kept

    def _read(self, credential: Credential, answer: bytes, now: float) -> _Kept:
        try:
            document = orjson.loads(answer)
            token = document["access_token"]
            until = datetime.fromisoformat(document["expires_at"]).astimezone(UTC).timestamp()
        except (ValueError, KeyError, TypeError):
            raise ServiceUnavailable(service=IDENTITY, retry_after=1) from None
        until -= _MARGIN_S
        if credential.kind == "session":
            until = min(until, now + self._session_s)
        return _Kept(token, until)


def _digest(credential: Credential) -> bytes:
    """Return what a credential is kept under; the credential itself is kept nowhere."""
    return hashlib.blake2b("\n".join(credential).encode(), digest_size=32).digest()
