"""The guard before every route: request id, identity, size of the body, and no traceback outside.

Plain ASGI, because it runs on every request: what it needs of a request it reads from the scope.
"""

from collections.abc import Mapping
from time import perf_counter

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kontor_chassis.errors import BodyTooLarge, MediaType, NotSignedIn, Refusal
from kontor_chassis.http.origin import request_id_of
from kontor_chassis.http.problems import InternalFault, problem
from kontor_chassis.runtime import Runtime
from kontor_chassis.telemetry import metrics, traces
from kontor_chassis.texts.catalogue import language_of

BODY_LIMIT = 1024 * 1024
OPEN_PATHS = frozenset({
    "/internal/live", "/internal/ready", "/internal/routes", "/openapi.json",
})  # fmt: skip
"""Answered without an identity; identity adds its own key set and sign-in (`public_segments`)."""

_log = structlog.get_logger("http")


class Guard:
    """ASGI middleware around the routes of a service."""

    def __init__(self, app: ASGIApp, runtime: Runtime) -> None:
        self._app = app
        self._runtime = runtime
        self._limits: Mapping[str, int] = runtime.definition.body_limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = request_id_of(headers)
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        started = perf_counter()
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        with traces.server_span(scope, headers) as span:
            try:
                await self._pass(scope, receive, sending, headers)
            except Refusal as refusal:
                await self._refuse(refusal, scope, receive, sending, headers)
            except Exception:  # noqa: BLE001 - no traceback leaves the process
                _log.exception("unhandled", path=_route(scope), request_id=request_id)
                await self._refuse(InternalFault(), scope, receive, sending, headers)
            finally:
                traces.end_server_span(span, _route(scope), status)
                metrics.observe_request(
                    _route(scope), scope["method"], status, perf_counter() - started
                )

    async def _pass(self, scope: Scope, receive: Receive, send: Send, headers: Headers) -> None:
        path: str = scope["path"]
        segment = path.removeprefix("/api/v1/").partition("/")[0]
        if path not in OPEN_PATHS and not self._is_public(path, segment):
            token = headers.get("authorization", "")
            if not token[:7].lower() == "bearer ":
                raise NotSignedIn
            principal = await self._runtime.verifier.verify(token[7:].strip())
            scope["state"]["principal"] = principal
        limit = self._limits.get(segment, BODY_LIMIT)
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > limit:
            raise BodyTooLarge(limit=limit)
        _refuse_other_media(scope["method"], headers)
        await self._app(scope, _bounded(receive, limit), send)

    def _is_public(self, path: str, segment: str) -> bool:
        return (path if path.startswith("/internal/") else segment) in (
            self._runtime.definition.public_segments
        )

    async def _refuse(
        self, refusal: Refusal, scope: Scope, receive: Receive, send: Send, headers: Headers
    ) -> None:
        language = language_of(headers.get("accept-language", ""))
        answer = problem(refusal, language, scope["state"]["request_id"])
        await answer(scope, receive, send)


def _refuse_other_media(method: str, headers: Headers) -> None:
    """Refuse a body that is no JSON: a form post from another page would else pass as a write."""
    if method in {"GET", "HEAD", "DELETE", "OPTIONS"}:
        return
    has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
    media = headers.get("content-type", "").partition(";")[0].strip().lower()
    if method == "PUT" and media == "application/octet-stream":
        return  # a piece of a file, which no form can send: neither this method nor this type
    if has_body and media not in {"application/json", "application/merge-patch+json"}:
        raise MediaType(expected="application/json")


def _bounded(receive: Receive, limit: int) -> Receive:
    """Count a streamed body, whose length no header tells."""
    read = 0

    async def bounded() -> Message:
        nonlocal read
        message = await receive()
        if message["type"] == "http.request":
            read += len(message.get("body", b""))
            if read > limit:
                raise BodyTooLarge(limit=limit)
        return message

    return bounded


def _route(scope: Scope) -> str:
    route = scope.get("route")
    return getattr(route, "path", "unmatched")
