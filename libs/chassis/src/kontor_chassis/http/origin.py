"""Where a request comes from: request id, actor and chain of causes, from its headers."""

import re
from uuid import UUID

from starlette.datastructures import Headers
from starlette.requests import Request

from kontor_chassis.actor import MAX_CAUSE_DEPTH, Actor, Cause, Principal
from kontor_chassis.errors import ActionForbidden
from kontor_chassis.ids import new_id

_REQUEST_ID = re.compile(r"[A-Za-z0-9_.:-]{8,100}")
_RULE = re.compile(r"rule:([A-Za-z0-9_.:@-]{1,120})")
_TRACEPARENT = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")

CORRELATION = "kontor-correlation-id"
CAUSATION = "kontor-causation-id"
DEPTH = "kontor-cause-depth"
ACTOR = "kontor-actor"


def request_id_of(headers: Headers) -> str:
    """Return the id a client or the gateway gave the request, or a new one."""
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else str(new_id())


def actor_of(request: Request, principal: Principal) -> Actor:
    """Return who is recorded: a service may name the rule it runs, nobody else may name anyone."""
    found = _RULE.fullmatch(request.headers.get(ACTOR, "")) if principal.is_service else None
    return Actor("rule", found.group(1)) if found else principal.subject


def cause_of(request: Request, principal: Principal) -> Cause:
    """Return the chain of causes; only services pass one on, others start one.

    Raises:
        ActionForbidden: The chain is deeper than any honest one.
    """
    traceparent = request.headers.get("traceparent", "")
    trace = (
        traceparent if _TRACEPARENT.fullmatch(traceparent) else request.scope.get("kontor.trace")
    )
    begun = _identifier(request.state.request_id) or new_id()
    if not principal.is_service:
        return Cause(correlation_id=begun, traceparent=trace)
    given = request.headers.get(DEPTH, "0")
    depth = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 0
    if depth > MAX_CAUSE_DEPTH:
        raise ActionForbidden(cause_depth=depth, limit=MAX_CAUSE_DEPTH)
    return Cause(
        correlation_id=_identifier(request.headers.get(CORRELATION, "")) or begun,
        causation_id=_identifier(request.headers.get(CAUSATION, "")),
        depth=depth,
        traceparent=trace,
    )


def _identifier(given: str) -> UUID | None:
    try:
        return UUID(given) if len(given) == 36 else None
    except ValueError:
        return None
