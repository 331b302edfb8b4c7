"""The one HTTP client for calls between services: who calls, why, once, and what became of it.

A write always carries an idempotency key, so trying it again is safe: the receiver stores key and
answer in the transaction of the effect. Every call ends in one of three ways: an answer, a refusal
of the same kind and code as the receiver's, or `OutcomeUnknown`.
"""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import UUID

import aiohttp
import orjson
from opentelemetry.trace import SpanKind

from kontor_chassis.access.service_tokens import ServiceTokens
from kontor_chassis.actor import Actor, Cause
from kontor_chassis.clock import Clock, SystemClock
from kontor_chassis.errors import Kind, Refusal, ServiceUnavailable, TokenInvalid
from kontor_chassis.http.origin import ACTOR, CAUSATION, CORRELATION, DEPTH
from kontor_chassis.http.refused import refusal_in
from kontor_chassis.settings import ServiceSettings
from kontor_chassis.telemetry import traces

_ATTEMPT_S = 10.0
_CONNECT_S = 2.0
_CONNECTIONS = 32
_IN_FLIGHT = "request_in_flight"


class OutcomeUnknown(Exception):  # noqa: N818 - a state of the world, not a fault of the program
    """The call may have had its effect: it was sent, and no answer came.

    Whoever gets this tries again with the same key, or asks the owner by the business id.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call to another service.

    Attributes:
        service: The service that is called; its address is one of the settings' peers.
        method: The HTTP method.
        path: The path, with its query.
        tenant: The tenant it is about.
        cause: Why: the chain it belongs to, as deep as the caller says.
        key: The idempotency key; every method but GET needs one.
        body: What is sent as JSON.
        actor: The rule that acts, where one does.
        user: The user this service acts for; None acts for the service itself.
        if_match: The version the caller decided on.
    """

    service: str
    method: str
    path: str
    tenant: UUID
    cause: Cause
    key: str = ""
    body: Any = None
    actor: Actor | None = None
    user: UUID | None = None
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """What the other service answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the answer's JSON."""
        return orjson.loads(self.body)


class _TryAgainError(Exception):
    """An attempt failed in a way that another may not."""

    def __init__(self, *, may_have_arrived: bool, pause_s: float | None = None) -> None:
        super().__init__()
        self.may_have_arrived = may_have_arrived
        self.pause_s = pause_s


class PeerClient:
    """Calls other services, one pool of connections for the process."""

    def __init__(self, service: str, settings: ServiceSettings, clock: Clock | None = None) -> None:
        """Prepare; connections and tokens are opened when first needed.

        Args:
            service: The service that calls.
            settings: Addresses of the peers and the service's own credential.
            clock: Tells when a token ends.
        """
        self._service = service
        self._settings = settings
        self._clock = clock or SystemClock()
        self._http: aiohttp.ClientSession | None = None
        self._tokens: ServiceTokens | None = None

    async def send(self, call: Call, *, patience_s: float = 15.0) -> PeerAnswer:
        """Call another service and return its answer.

        What may pass by itself is tried again until the patience ends: a connection that fails, an
        answer that is lost, a service that is unavailable, a twin that is still at work.

        Args:
            call: The call.
            patience_s: How long to try.

        Raises:
            Refusal: The other service refused; kind, code, parameters and faults are its own.
            ServiceUnavailable: It was never reached.
            OutcomeUnknown: It may have been done.
        """
        if call.method != "GET" and not call.key:
            raise ValueError("a write to another service needs an idempotency key")
        give_up = monotonic() + patience_s
        may_have_arrived = False
        pause = 0.05
        while True:
            try:
                return await self._attempt(call, may_renew=True)
            except _TryAgainError as failed:
                may_have_arrived = may_have_arrived or failed.may_have_arrived
                wait = failed.pause_s or pause * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
                if monotonic() + wait > give_up:
                    break
            await asyncio.sleep(wait)
            pause = min(pause * 2, 1.0)
        if may_have_arrived and call.method != "GET":
            raise OutcomeUnknown(f"{call.method} {call.service} {call.path}")
        raise ServiceUnavailable(retry_after=1)

    async def close(self) -> None:
        """Close all connections."""
        if self._http is not None:
            await self._http.close()

    async def _attempt(self, call: Call, *, may_renew: bool) -> PeerAnswer:
        http, tokens = self._opened()
        token = await self._token(tokens, call)
        span = f"{call.method} {call.service}"
        with traces.span(span, SpanKind.CLIENT, call.cause.traceparent) as traceparent:
            answer = await self._exchange(http, call, _headers(call, token, traceparent))
        if answer.status < 300:
            return answer
        refusal = refusal_in(answer.status, answer.headers, answer.body)
        if isinstance(refusal, TokenInvalid) and may_renew:
            tokens.drop(call.tenant, call.user)
            return await self._attempt(call, may_renew=False)
        # A server's own fault is no "no": its commit may have been done when it failed.
        if refusal.kind is Kind.UNAVAILABLE:
            raise _TryAgainError(may_have_arrived=True, pause_s=_pause(refusal))
        if refusal.code == _IN_FLIGHT:
            raise _TryAgainError(may_have_arrived=True, pause_s=_pause(refusal))
        raise refusal

    async def _exchange(
        self, http: aiohttp.ClientSession, call: Call, headers: Mapping[str, str]
    ) -> PeerAnswer:
        address = self._settings.peers[call.service].rstrip("/") + call.path
        data = None if call.body is None else orjson.dumps(call.body)
        try:
            async with http.request(
                call.method, address, data=data, headers=headers, allow_redirects=False
            ) as answer:
                body = await answer.read()
                return PeerAnswer(answer.status, dict(answer.headers), body)
        except aiohttp.ClientConnectorError:
            raise _TryAgainError(may_have_arrived=False) from None
        except (aiohttp.ClientError, TimeoutError, OSError):
            raise _TryAgainError(may_have_arrived=True) from None

    async def _token(self, tokens: ServiceTokens, call: Call) -> str:
        try:
            if call.user is not None:
                return await tokens.act_for(call.tenant, call.user)
            return await tokens.token(call.tenant)
        except ServiceUnavailable:
            raise _TryAgainError(may_have_arrived=False) from None

    def _opened(self) -> tuple[aiohttp.ClientSession, ServiceTokens]:
        if self._http is None or self._tokens is None:
            self._http = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=_CONNECTIONS, ttl_dns_cache=10),
                timeout=aiohttp.ClientTimeout(total=_ATTEMPT_S, connect=_CONNECT_S),
            )
            self._tokens = ServiceTokens(self._service, self._settings, self._http, self._clock)
        return self._http, self._tokens


def _headers(call: Call, token: str, traceparent: str | None) -> dict[str, str]:
    """Return who calls and why, in the names the receiving edge reads (`origin`)."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/json",
        CORRELATION: str(call.cause.correlation_id),
        DEPTH: str(call.cause.depth),
    }
    optional = {
        CAUSATION: call.cause.causation_id,
        ACTOR: call.actor,
        "traceparent": traceparent,
        "Idempotency-Key": call.key or None,
        "If-Match": None if call.if_match is None else f'"{call.if_match}"',
        "Content-Type": None if call.body is None else "application/json",
    }
    return headers | {name: str(value) for name, value in optional.items() if value is not None}


def _pause(refusal: Refusal) -> float | None:
    return None if refusal.retry_after is None else float(refusal.retry_after)
