"""Problem documents (RFC 9457): the one place where a refusal becomes an HTTP answer."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from pydantic_core import ErrorDetails
from starlette.responses import Response

from kontor_chassis.errors import Fault, Faults, Kind, Refusal
from kontor_chassis.http.json_body import escape
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

_PYDANTIC_CODES: Mapping[str, str] = {
    "missing": "field_required",
    "extra_forbidden": "field_unknown",
    "string_too_long": "value_too_long",
    "too_long": "value_too_long",
    "string_too_short": "value_format",
    "string_pattern_mismatch": "value_format",
    "greater_than": "value_range",
    "greater_than_equal": "value_range",
    "less_than": "value_range",
    "less_than_equal": "value_range",
    "literal_error": "choice_unknown",
    "enum": "choice_unknown",
    "value_error": "value_format",
    "uuid_parsing": "value_format",
    "date_from_datetime_parsing": "value_format",
    "date_parsing": "value_format",
    "datetime_from_date_parsing": "value_format",
    "datetime_parsing": "value_format",
    "timezone_aware": "zone_required",
    "int_parsing_size": "value_range",
}
"""Pydantic's error types in the words of the platform; every other one is `field_type`."""


def problem(
    refusal: Refusal, language: Language, request_id: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Return the answer to a refused request."""
    faults = refusal.faults if isinstance(refusal, Faults) else ()
    code = faults[0].code if faults else refusal.code
    params = faults[0].params if faults else refusal.params
    title, detail = problem_text(code, language, params)
    status = STATUS[refusal.kind]
    document: dict[str, Any] = {
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


def faults_of(errors: Sequence[ErrorDetails]) -> Faults:
    """Translate Pydantic's errors; never the input itself, which may be anything.

    A union reports each of its members: the same place is named once.
    """
    found: dict[str, Fault] = {}
    for error in errors:
        kind = error["type"]
        code = _PYDANTIC_CODES.get(kind, kind if "_" in kind and kind in _OWN else "field_type")
        pointer = "".join(f"/{escape(str(part))}" for part in error["loc"])
        params = {
            name: value
            for name, value in (error.get("ctx") or {}).items()
            if isinstance(value, (str, int)) and name != "error"
        }
        found.setdefault(pointer, Fault(pointer, code, params))
    return Faults(*list(found.values())[:50])


_OWN = frozenset({"text_character", "email_invalid", "url_scheme", "zone_unknown", "not_decimal"})


def _shown(fault: Fault, language: Language) -> dict[str, Any]:
    title, detail = problem_text(fault.code, language, fault.params)
    return {
        "pointer": fault.pointer,
        "code": fault.code,
        "params": dict(fault.params),
        "title": title,
        "detail": detail,
    }
