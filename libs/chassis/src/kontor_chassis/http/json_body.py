"""JSON bodies, read strictly: what two parsers could read differently is refused.

Not UTF-8, not JSON or too deep is malformed (400). A key given twice, NUL or half a surrogate pair
is JSON that no field can take (422).
"""

import json
from typing import Any, NoReturn

from starlette.requests import Request

from kontor_chassis.errors import DepthExceeded, Fault, Faults, JsonMalformed, TextNotUtf8
from kontor_chassis.validation import pointer_part

MAX_DEPTH = 64
_MOST_DIGITS = 20
_LEAST, _GREATEST = -(2**63), 2**63 - 1


class JsonRequest(Request):
    """A request whose JSON is read strictly, once."""

    _strict: Any

    async def json(self) -> Any:
        """Return the JSON value of the body (see `decode`)."""
        if not hasattr(self, "_strict"):
            self._strict = decode(await self.body())
        return self._strict


class _DuplicateKeyError(ValueError):
    """An object names a key twice."""


def decode(body: bytes) -> Any:
    """Return the JSON value of a request's body.

    Raises:
        TextNotUtf8: The body is not UTF-8, or starts with a byte order mark.
        JsonMalformed: It is no JSON (NaN and Infinity are none).
        DepthExceeded: Arrays and objects are nested deeper than 64.
        Faults: A key is given twice (`key_duplicate`), or half a surrogate pair (`text_character`).
    """
    try:
        text = body.decode()
    except UnicodeDecodeError as fault:
        raise TextNotUtf8(offset=fault.start) from None
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH and _depth(text) > MAX_DEPTH:
        raise DepthExceeded(limit=MAX_DEPTH)
    try:
        value = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_no_number, parse_int=_integer
        )
    except _DuplicateKeyError as fault:
        raise Faults(Fault("", "key_duplicate", {"key": str(fault)[:100]})) from None
    except (ValueError, RecursionError) as fault:
        raise JsonMalformed(offset=getattr(fault, "pos", 0)) from None
    if "\\u" in text:
        _refuse_half_pairs(value, "")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _DuplicateKeyError(key)
            seen.add(key)
    return found


def _no_number(name: str) -> NoReturn:
    message = f"{name} is no JSON number"
    raise ValueError(message)


def _integer(digits: str) -> int:
    # No field takes more than 64 bits, and converting 4,000 digits costs more than refusing them.
    if len(digits) > _MOST_DIGITS or not _LEAST <= int(digits) <= _GREATEST:
        raise Faults(Fault("", "value_range", {"bits": 64}))
    return int(digits)


def _depth(text: str) -> int:
    """Return how deep arrays and objects nest, brackets inside of strings not counted."""
    depth = deepest = 0
    inside = escaped = False
    for character in text:
        if inside:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                inside = False
        elif character == '"':
            inside = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _refuse_half_pairs(value: object, pointer: str) -> None:
    if isinstance(value, str):
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise Faults(Fault(pointer, "text_character"))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            _refuse_half_pairs(item, f"{pointer}/{place}")
    elif isinstance(value, dict):
        for key, item in value.items():
            _refuse_half_pairs(key, pointer)
            _refuse_half_pairs(item, f"{pointer}/{pointer_part(key)}")
