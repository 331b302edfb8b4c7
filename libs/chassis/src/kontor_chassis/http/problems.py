"""Problem documents (RFC 9457): the one place where a refusal becomes an HTTP answer."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response

from kontor_chassis.errors import Fault, Faults, Kind, Refusal
from kontor_chassis.texts.catalogue import Language, problem_text

STATUS: Mapping[Kind, int] = {
    Kind.MALFORMED: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.STALE: 412,
    Kind.TOO_LARGE: 413,
    Kind.TYPE: 415,
    Kind.INVALID: 422,
    Kind.LOCKED: 423,
    Kind.LIMIT: 429,
    Kind.UNAVAILABLE: 503,
    Kind.QUOTA: 507,
}
MEDIA_TYPE = "application/problem+json"


class InternalFault(Refusal):
    """Our own fault: no refusal of a command, but it is answered in the same form."""

    kind = Kind.UNAVAILABLE
    status = 500


def problem(
    refusal: Refusal, language: Language, request_id: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the answer to a refused request."""
    faults = refusal.faults if isinstance(refusal, Faults) else ()
    code = faults[0].code if faults else refusal.code
    params = faults[0].params if faults else refusal.params
    title, detail = problem_text(code, language, params)
    status = refusal.status if isinstance(refusal, InternalFault) else STATUS[refusal.kind]
    document: dict[str, Any] = {
        **refusal.members,
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "params": dict(params),
        "request_id": request_id,
    }
    if faults:
        document["errors"] = [_shown(fault, language) for fault in faults]
    extra = dict(headers or {})
    if refusal.retry_after is not None:
        extra["Retry-After"] = str(refusal.retry_after)
    if refusal.kind is Kind.UNAUTHENTICATED:
        extra["WWW-Authenticate"] = "Bearer"
    return Response(
        orjson.dumps(document, default=str), status, headers=extra, media_type=MEDIA_TYPE
    )


def _shown(fault: Fault, language: Language) -> dict[str, Any]:
    title, detail = problem_text(fault.code, language, fault.params)
    return {
        "pointer": fault.pointer,
        "code": fault.code,
        "params": dict(fault.params),
        "title": title,
        "detail": detail,
    }
