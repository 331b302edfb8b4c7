"""Refusals read back: the problem document of another service, as the refusal it was there."""

from collections.abc import Mapping
from typing import Any

import orjson

from kontor_chassis.errors import Fault, Faults, Kind, Refusal, ServiceUnavailable, TokenInvalid
from kontor_chassis.http.problems import STATUS

_KINDS: Mapping[int, Kind] = {status: kind for kind, status in STATUS.items()}
_LONGEST_CODE = 80


class PeerRefusal(Refusal):
    """What another service refused, with its own kind and code."""

    def __init__(
        self, kind: Kind, code: str, params: Mapping[str, Any], retry_after: int | None
    ) -> None:
        super().__init__(retry_after=retry_after, **params)
        # Of this one refusal, not of the class: the code belongs to the service that refused.
        self.kind = kind  # type: ignore[misc]
        self.code = code  # type: ignore[misc]


def refusal_in(status: int, headers: Mapping[str, str], body: bytes) -> Refusal:
    """Return the refusal in an answer; one that is no problem document is told by its status."""
    document = _document(body)
    code = document.get("code")
    kind = _KINDS.get(status, Kind.UNAVAILABLE if status >= 500 else Kind.INVALID)
    if not isinstance(code, str) or not 0 < len(code) <= _LONGEST_CODE:
        code = f"status_{status}"
    retry_after = _seconds(headers)
    if kind is Kind.UNAVAILABLE:
        return ServiceUnavailable(retry_after=retry_after)
    if kind is Kind.UNAUTHENTICATED:
        return TokenInvalid()
    faults = [_fault(error) for error in _list(document.get("errors"))]
    if faults:
        return Faults(*faults)
    return PeerRefusal(kind, code, _params(document.get("params")), retry_after)


def _document(body: bytes) -> Mapping[str, Any]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _fault(error: Mapping[str, Any]) -> Fault:
    return Fault(
        str(error.get("pointer", "")), str(error.get("code", "")), _params(error.get("params"))
    )


def _list(value: object) -> list[Mapping[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _params(value: object) -> Mapping[str, Any]:
    # A parameter of this name would be taken for the header.
    found = value if isinstance(value, dict) else {}
    return {name: part for name, part in found.items() if name != "retry_after"}


def _seconds(headers: Mapping[str, str]) -> int | None:
    given = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else None
