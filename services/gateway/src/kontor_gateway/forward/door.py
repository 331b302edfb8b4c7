"""The door: every request from outside passes here, is checked, and goes on to its service."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

import structlog
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kontor_chassis.errors import (
    BodyTooLarge,
    NotSignedIn,
    Refusal,
    RequestMalformed,
    RouteUnknown,
    TokenInvalid,
)
from kontor_chassis.http.problems import InternalFault, problem
from kontor_chassis.texts.catalogue import language_of
from kontor_gateway.forward.answer import API_POLICY, NOT_STORED, protected
from kontor_gateway.forward.body import Body, ClientGone
from kontor_gateway.forward.bucket import Buckets, Limits, Quota
from kontor_gateway.forward.client import Client, Reception
from kontor_gateway.forward.credential import Credential, credential_of
from kontor_gateway.forward.csrf import SAFE_METHODS, refuse_foreign, refuse_forged
from kontor_gateway.forward.exchange import Exchange
from kontor_gateway.forward.head import read_head
from kontor_gateway.forward.path import is_plain_query, segment_of
from kontor_gateway.forward.report import Reporter
from kontor_gateway.forward.sign_in import Caller, SignIn
from kontor_gateway.forward.table import Route, RouteTable
from kontor_gateway.forward.visit import Visit
from kontor_gateway.processes.front_end.routes import REPORTS, take_report

_OWN_PATHS = (b"/internal/", b"/openapi.json")
_SIGN_IN = "session"
_PREFIX = b"/api/v1/"
_MOST_DIGITS = 15
_MOST_REPORT_BYTES = 16_384
FRONT_END = b"*"
"""The page that answers every address which no other page and no service answers."""
Answer = Callable[[Visit, Scope], Awaitable[Response]]
"""Answers a signed-in reader out of what several services say."""
Stream = Callable[[Visit, Scope, Receive, Send, Sequence[tuple[bytes, bytes]]], Awaitable[None]]
"""Answers a signed-in reader for as long as they stay; told with which headers it begins."""
_log = structlog.get_logger("door")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the door works with."""

    reception: Reception
    table: RouteTable
    sign_in: SignIn
    limits: Limits
    exchange: Exchange
    reporter: Reporter
    body_s: float
    sample: float


class Door:
    """ASGI application around the gateway's own."""

    def __init__(
        self,
        own: ASGIApp,
        pages: Mapping[bytes, ASGIApp],
        parts: Parts,
        answers: Mapping[bytes, Answer] | None = None,
        streams: Mapping[bytes, Stream] | None = None,
    ) -> None:
        """Stand before an application.

        Args:
            own: What the gateway answers as any service does.
            pages: What it answers without sign-in, by exact path, or by a path that ends in `/`.
            parts: What the door works with.
            answers: What it answers to who is signed in, by exact path.
            streams: What it goes on answering to them, by exact path.
        """
        self._own = own
        self._pages = pages
        self._parts = parts
        self._answers = answers or {}
        self._streams = streams or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._own(scope, receive, send)
            return
        path: bytes = scope.get("raw_path") or scope["path"].encode()
        scope["raw_path"] = path.partition(b"?")[0]
        if scope["raw_path"].startswith(_OWN_PATHS):
            await self._own(scope, receive, send)
            return
        visit = Visit(scope)
        try:
            await self._enter(visit, scope, receive, send)
        except Refusal as refusal:
            await self._refuse(refusal, visit, scope, receive, send)
        except ClientGone:
            visit.is_abandoned = True
        except Exception:
            if visit.status:
                raise  # the answer has begun: the connection is broken off
            _log.exception("unhandled", request_id=visit.name().decode())
            await self._refuse(InternalFault(), visit, scope, receive, send)
        finally:
            self._parts.reporter.report(visit)

    async def _enter(self, visit: Visit, scope: Scope, receive: Receive, send: Send) -> None:
        parts = self._parts
        visit.take_head(read_head(scope["headers"]), parts.sample)
        visit.client = parts.reception.receive(scope, visit.head)
        if not scope["raw_path"].startswith(_PREFIX):
            await self._outside(visit, scope, receive, send)
            return
        page = self._pages.get(scope["raw_path"])
        if page is not None:
            await self._show(page, visit, scope, receive, send)
            return
        answer = self._answers.get(scope["raw_path"])
        if answer is not None and visit.method in SAFE_METHODS:
            await self._tell(answer, visit, scope, receive, send)
            return
        stream = self._streams.get(scope["raw_path"])
        if stream is not None and visit.method == "GET":
            await self._admit_caller(visit, visit.client, is_write=False)
            await stream(visit, scope, receive, send, self._beginning(visit))
            return
        segment = segment_of(scope["raw_path"])
        if segment is None:
            raise RouteUnknown
        if not is_plain_query(scope["query_string"]):
            raise RequestMalformed
        route = parts.table.find(segment, visit.method)
        await self._admit(visit, route)
        body = Body(receive, route.body_limit, parts.body_s)
        try:
            if _has_body(visit):
                _refuse_declared(visit, route.body_limit)
                await body.open()
            else:
                body.close()
            await parts.exchange.run(visit, route, scope, body, send)
        finally:
            visit.read = body.read

    async def _admit(self, visit: Visit, route: Route) -> None:
        """Find out who is there, and whether they may ask once more."""
        is_write = visit.method not in SAFE_METHODS
        client = visit.client
        assert client is not None  # noqa: S101 - received before
        if route.is_public:
            if is_write:
                refuse_foreign(visit.head, client.origin)
            is_sign_in = is_write and route.segment == _SIGN_IN
            buckets = self._parts.limits.sign_in if is_sign_in else self._parts.limits.address
            self._charge(visit, buckets, client.neighbourhood)
            return
        await self._admit_caller(visit, client, is_write=is_write)

    async def _admit_caller(self, visit: Visit, client: Client, *, is_write: bool) -> None:
        credential = credential_of(visit.head, is_secure=client.is_secure)
        if credential is not None and credential.kind == "session" and is_write:
            refuse_forged(visit.head, client.origin)
        visit.caller = await self._caller(visit, credential, client.neighbourhood)
        self._charge(visit, self._parts.limits.principal, visit.caller.key)

    async def _caller(self, visit: Visit, credential: Credential | None, address: str) -> Caller:
        try:
            return await self._parts.sign_in.caller(credential)
        except (NotSignedIn, TokenInvalid):
            # Guesses are counted by where they come from, since nobody stands behind them.
            self._charge(visit, self._parts.limits.address, address)
            raise

    @staticmethod
    def _charge(visit: Visit, buckets: Buckets, client: str) -> None:
        now = monotonic()
        quota: Quota = buckets.quota(client, now)
        try:
            quota.take(now)
        finally:
            visit.quota = [
                (b"ratelimit", quota.header),
                (b"ratelimit-policy", buckets.policy_header),
            ]

    def _page(self, path: bytes) -> ASGIApp | None:
        folder = path.rpartition(b"/")[0]
        return self._pages.get(path) or (self._pages.get(folder + b"/") if folder else None)

    async def _outside(self, visit: Visit, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is no address of the API: a page, a file of the front end, or a report."""
        path: bytes = scope["raw_path"]
        if path == REPORTS and visit.method == "POST":
            await self._take_report(visit, scope, receive, send)
            return
        page = self._page(path) or self._pages.get(FRONT_END)
        if page is None:
            raise RouteUnknown
        await self._show(page, visit, scope, receive, send)

    async def _take_report(self, visit: Visit, scope: Scope, receive: Receive, send: Send) -> None:
        assert visit.client is not None  # noqa: S101 - received before
        self._charge(visit, self._parts.limits.address, visit.client.neighbourhood)
        _refuse_declared(visit, _MOST_REPORT_BYTES)
        body = Body(receive, _MOST_REPORT_BYTES, self._parts.body_s)
        await body.open()
        parts = [body.first] if body.is_complete else [part async for part in body.stream()]
        visit.read = body.read
        visit.status = 204
        response = await take_report(b"".join(parts))
        _add(response, [*protected(visit.name(), is_secure=visit.is_secure), *visit.quota])
        await response(scope, receive, send)

    async def _tell(
        self, answer: Answer, visit: Visit, scope: Scope, receive: Receive, send: Send
    ) -> None:
        assert visit.client is not None  # noqa: S101 - received before
        await self._admit_caller(visit, visit.client, is_write=False)
        response = await answer(visit, scope)
        visit.status = response.status_code
        visit.sent = len(response.body)
        _add(response, [*protected(visit.name(), is_secure=visit.is_secure), API_POLICY])
        _add(response, visit.quota)
        if "cache-control" not in response.headers:
            _add(response, [NOT_STORED])
        await response(scope, receive, send)

    @staticmethod
    def _beginning(visit: Visit) -> Sequence[tuple[bytes, bytes]]:
        headers = protected(visit.name(), is_secure=visit.is_secure)
        return [*headers, API_POLICY, *visit.quota]

    async def _show(
        self, page: ASGIApp, visit: Visit, scope: Scope, receive: Receive, send: Send
    ) -> None:
        if visit.method not in SAFE_METHODS:
            raise RouteUnknown

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                visit.status = message["status"]
                message["headers"] = [
                    *message["headers"],
                    *protected(visit.name(), is_secure=visit.is_secure),
                ]
            await send(message)

        await page(scope, receive, sending)

    async def _refuse(
        self, refusal: Refusal, visit: Visit, scope: Scope, receive: Receive, send: Send
    ) -> None:
        language = language_of(visit.head.get(b"accept-language", b"").decode("latin-1"))
        answer = problem(refusal, language, visit.name().decode())
        visit.status = answer.status_code
        visit.sent = len(answer.body)
        _add(answer, [*protected(visit.name(), is_secure=visit.is_secure), API_POLICY, NOT_STORED])
        _add(answer, visit.quota)
        await answer(scope, receive, send)


def _has_body(visit: Visit) -> bool:
    return visit.head.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in visit.head


def _add(answer: Response, headers: Sequence[tuple[bytes, bytes]]) -> None:
    answer.raw_headers.extend(headers)


def _refuse_declared(visit: Visit, limit: int) -> None:
    """Refuse a body that says itself that it is too large, before any of it is sent."""
    length = visit.head.get(b"content-length", b"")
    if length.isdigit() and (len(length) > _MOST_DIGITS or int(length) > limit):
        raise BodyTooLarge(limit=limit)
