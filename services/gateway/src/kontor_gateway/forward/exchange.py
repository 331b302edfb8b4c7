"""Exchanges: one request on to its service and the service's answer back."""

import asyncio

import aiohttp
from multidict import CIMultiDict
from starlette.types import Scope, Send

from kontor_chassis.errors import ServiceUnavailable
from kontor_gateway.forward.answer import API_POLICY, passed_on, protected, relay
from kontor_gateway.forward.body import Body
from kontor_gateway.forward.csrf import SAFE_METHODS
from kontor_gateway.forward.errors import Overloaded
from kontor_gateway.forward.head import onward
from kontor_gateway.forward.table import Route
from kontor_gateway.forward.upstream import Outgoing, Upstreams
from kontor_gateway.forward.visit import Visit


class Exchange:
    """Sends requests on; knows how much is under way altogether."""

    def __init__(self, upstreams: Upstreams, most: int) -> None:
        self._upstreams = upstreams
        self._most = most
        self._under_way = 0

    async def run(self, visit: Visit, route: Route, scope: Scope, body: Body, send: Send) -> None:
        """Send a request on and its answer back.

        Raises:
            Overloaded: More is under way than can be done; nothing was sent.
            ServiceUnavailable: The service does not answer, or not in time.
        """
        upstream = self._upstreams.upstream(route.service)
        if self._under_way >= self._most:
            raise Overloaded(retry_after=1)
        upstream.enter()
        self._under_way += 1
        visit.service = route.service
        try:
            async with asyncio.timeout(route.timeout_s):
                answer = await self._upstreams.send(upstream, _outgoing(visit, scope, body))
            try:
                await self._back(visit, answer, send)
            finally:
                answer.release()
        except TimeoutError:
            raise ServiceUnavailable(service=route.service, retry_after=1) from None
        except aiohttp.ClientError:
            if body.refusal is not None:
                raise body.refusal from None
            if visit.status:  # the answer has begun: a broken connection is the only honest end
                raise
            raise ServiceUnavailable(service=route.service, retry_after=1) from None
        finally:
            self._under_way -= 1
            upstream.leave()

    async def _back(self, visit: Visit, answer: aiohttp.ClientResponse, send: Send) -> None:
        headers = passed_on(answer.raw_headers)
        headers += protected(visit.name(), is_secure=visit.is_secure)
        headers.append(API_POLICY)
        headers += visit.quota
        visit.status = answer.status
        visit.sent = await relay(answer, headers, send)


def _outgoing(visit: Visit, scope: Scope, body: Body) -> Outgoing:
    caller = visit.caller
    headers = CIMultiDict(onward(visit.head, with_cause=caller is not None and caller.is_service))
    headers["X-Request-Id"] = visit.name().decode()
    headers["Traceparent"] = visit.traceparent
    if caller is not None:
        headers["Authorization"] = f"Bearer {caller.token}"
    else:
        _as_addressed(headers, visit)
    target = scope["raw_path"].decode("ascii")
    if scope["query_string"]:
        target += "?" + scope["query_string"].decode("ascii")
    is_safe = visit.method in SAFE_METHODS
    has_body = bool(body.first) or not body.is_complete
    return Outgoing(
        method=visit.method,
        target=target,
        headers=headers,
        data=(body.first if body.is_complete else body.stream()) if has_body else None,
        is_repeatable=body.is_complete and (is_safe or b"idempotency-key" in visit.head),
    )


def _as_addressed(headers: CIMultiDict[str], visit: Visit) -> None:
    """Tell a public route what only it needs: cookies, and how the client has addressed us."""
    for name in (b"cookie", b"authorization"):
        if name in visit.head:
            headers[name.decode().title()] = visit.head[name].decode("latin-1")
    client = visit.client
    if client is not None:
        headers["X-Forwarded-For"] = client.address
        headers["X-Forwarded-Proto"] = "https" if client.is_secure else "http"
        headers["X-Forwarded-Host"] = client.origin.partition(b"://")[2].decode()
