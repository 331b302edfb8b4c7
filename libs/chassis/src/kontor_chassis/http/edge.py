"""The HTTP edge: turns a request into a context, commits once, and answers retries alike.

It is the only place of a service that knows status codes and the only one that commits. A route
asks for `Reads` or `Writes`; the edge opens the unit of work lazily, runs the route, commits, and
only then answers. What was in the way (a twin, a hot record, a database that restarts) is tried
again for five seconds.
"""

import asyncio
import hashlib
import random
import re
from time import monotonic
from typing import Annotated, Any

from fastapi import Depends
from fastapi.routing import APIRoute
from starlette.responses import Response

from kontor_chassis.actor import Principal
from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.pool import CONNECTION_FAULTS, CONTENTION
from kontor_chassis.database.unit_of_work import (
    AlreadyAnsweredError,
    Answer,
    IdempotencyKey,
    ReadUnit,
    Stage,
    WriteUnit,
)
from kontor_chassis.database.violations import VIOLATIONS, refusal_of
from kontor_chassis.errors import (
    ActionForbidden,
    Fault,
    Faults,
    KeyRequired,
    Refusal,
    RequestInFlight,
    ServiceUnavailable,
)
from kontor_chassis.failpoints import reach
from kontor_chassis.http.calls import Call, Endpoint, call_of
from kontor_chassis.http.json_body import JsonRequest
from kontor_chassis.http.origin import actor_of, cause_of
from kontor_chassis.runtime import Runtime

PATIENCE_S = 5.0
_KEPT_HEADERS = ("location", "etag", "content-type")
_ETAG = re.compile(r'(?:W/)?"([0-9]{1,17})"', re.ASCII)
_READING = frozenset({"GET", "HEAD"})


class Edge(APIRoute):
    """The route class of every service: FastAPI's declaration, the edge's way of running it.

    FastAPI's own part, a validator for each body and answer, is for its document alone: it is
    made when somebody asks for it. Of 300 routes it weighs 40 MB.
    """

    def __init__(self, path: str, endpoint: Endpoint, **options: Any) -> None:
        self.path, self.endpoint = path, endpoint
        self.methods = {method.upper() for method in options.get("methods") or ("GET",)}
        self.call = call_of(endpoint, path, (reading, writing))
        self._options = options

    def __getattr__(self, name: str) -> Any:
        """Make FastAPI's part when something of it is first asked for."""
        if name.startswith("_") or "route_is_made" in self.__dict__:
            raise AttributeError(name)
        self.route_is_made = True
        super().__init__(self.path, self.endpoint, **self._options)
        return getattr(self, name)

    def described(self, prefix: str) -> APIRoute:
        """Return the route as FastAPI describes it; it is gone when its document is written."""
        return APIRoute(prefix + self.path, self.endpoint, **self._options)


async def answer(request: JsonRequest, call: Call, runtime: Runtime) -> Response:
    """Answer a request by a route's call, in a unit of work of its own."""
    principal: Principal = request.scope["state"]["principal"]
    if request.method in _READING:
        return await _read(request, call, runtime, principal)
    return await _write(request, call, runtime, principal)


def reading() -> ReadContext:
    """Mark the context of a reading route; the edge hands it over itself."""
    raise NotImplementedError


def writing() -> Context:
    """Mark the context of a writing route; the edge hands it over itself."""
    raise NotImplementedError


Reads = Annotated[ReadContext, Depends(reading)]
Writes = Annotated[Context, Depends(writing)]


async def _read(
    request: JsonRequest, call: Call, runtime: Runtime, principal: Principal
) -> Response:
    _refuse_narrow(principal, "read")
    context = ReadContext(
        service=runtime.name,
        principal=principal,
        actor=actor_of(request, principal),
        cause=cause_of(request, principal),
        now=runtime.clock.now(),
        unit=ReadUnit(runtime.api_pool, principal.tenant),
        secret=runtime.secret,
        adapters=runtime.adapters,
    )
    give_up = monotonic() + PATIENCE_S
    while True:
        try:
            return await call(request, context)
        except (*CONNECTION_FAULTS, *CONTENTION):
            if monotonic() > give_up:
                raise ServiceUnavailable(retry_after=1) from None
            await asyncio.sleep(random.uniform(0.02, 0.2))  # noqa: S311 - jitter is no secret


async def _write(
    request: JsonRequest, call: Call, runtime: Runtime, principal: Principal
) -> Response:
    _refuse_narrow(principal, "write")
    key = await _idempotency_key(request, runtime, principal)
    give_up = monotonic() + PATIENCE_S
    while True:
        unit = WriteUnit(runtime.api_pool, principal.tenant, key, runtime.settings.outbox.shards)
        try:
            response = await _attempt(request, call, runtime, principal, unit)
        except AlreadyAnsweredError as stored:
            return _again(stored.answer)
        except Refusal:
            # What refuses the second try may be what the first one made, as a value that is unique.
            # A unit that has opened has asked for the key's answer already.
            earlier = await unit.earlier_answer() if unit.stage is Stage.FRESH else None
            if earlier is None:
                raise
            return _again(earlier)
        except VIOLATIONS as violation:
            raise refusal_of(violation) or violation from None
        except (*CONTENTION, *CONNECTION_FAULTS) as fault:
            if _is_lost(fault, unit, key) or monotonic() > give_up:
                raise _too_long(fault, key) from None
        else:
            if unit.facts:
                runtime.nudge.ring()
            reach("edge.before_reply")
            return response
        finally:
            await unit.roll_back()
        await asyncio.sleep(random.uniform(0.005, 0.05))  # noqa: S311 - jitter is no secret


def _is_lost(fault: Exception, unit: WriteUnit, key: IdempotencyKey | None) -> bool:
    """Say whether the reply of a commit was lost that nothing protects from a second try."""
    return unit.stage is Stage.COMMITTING and key is None and isinstance(fault, CONNECTION_FAULTS)


def _too_long(fault: Exception, key: IdempotencyKey | None) -> Refusal:
    if key and isinstance(fault, CONTENTION):
        return RequestInFlight(retry_after=1)
    return ServiceUnavailable(retry_after=1)


async def _attempt(
    request: JsonRequest, call: Call, runtime: Runtime, principal: Principal, unit: WriteUnit
) -> Response:
    context = Context(
        service=runtime.name,
        principal=principal,
        actor=actor_of(request, principal),
        cause=cause_of(request, principal),
        now=runtime.clock.now(),
        unit=unit,
        if_match=_if_match(request),
        secret=runtime.secret,
        adapters=runtime.adapters,
    )
    response = await call(request, context)
    headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
    # A secret that is shown once is not kept for retries: such an answer says what is kept.
    body = bytes(getattr(response, "kept_body", response.body))
    await unit.commit(Answer(status=response.status_code, headers=headers, body=body))
    return response


def _again(answer: Answer) -> Response:
    response = Response(answer.body, answer.status, headers=dict(answer.headers))
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _refuse_narrow(principal: Principal, needed: str) -> None:
    if principal.scopes is not None and needed not in principal.scopes:
        raise ActionForbidden(scope=needed)


async def _idempotency_key(
    request: JsonRequest, runtime: Runtime, principal: Principal
) -> IdempotencyKey | None:
    given = request.headers.get("idempotency-key", "")
    if not given:
        if principal.is_service:
            raise KeyRequired
        return None
    if len(given) > 255 or not given.isascii() or not given.isprintable():
        raise Faults(Fault("/Idempotency-Key", "value_format", {"max": 255}))
    # Keyed: a body may hold a password, of which a plain digest could be guessed.
    seen = hashlib.blake2b(
        f"{request.method} {request.url.path}\n".encode(), key=runtime.secret, digest_size=32
    )
    seen.update(request.headers.get("if-match", "").encode() + b"\n")
    seen.update(await request.body())
    return IdempotencyKey(
        principal=str(principal.subject),
        digest=hashlib.sha256(given.encode()).hexdigest(),
        request_hash=seen.digest(),
    )


def _if_match(request: JsonRequest) -> int | None:
    given = request.headers.get("if-match", "").strip()
    if given in {"", "*"}:
        return None
    if (found := _ETAG.fullmatch(given)) is None:
        raise Faults(Fault("/If-Match", "value_format"))
    return int(found.group(1))
