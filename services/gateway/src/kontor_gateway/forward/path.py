"""Paths: the one spelling in which an address below `/api/v1/` is accepted."""

import re

MOST_BYTES = 2048
_PIECE = (
    rb"(?:[A-Za-z0-9_.~!$&'()*+,=:@-]"
    # Encoded dots, slashes, backslashes and control characters are read differently by different
    # servers: a service must never see another path than the one that was checked here.
    rb"|%(?![01][0-9A-Fa-f]|2[EeFf]|5[Cc]|7[Ff])[0-9A-Fa-f]{2})+"
)
_ADDRESS = re.compile(
    rb"/api/v1/([a-z][a-z0-9_]{0,63}(?:\.json)?)(?:/(?!\.+(?:/|\Z))" + _PIECE + rb")*"
)
_QUERY = re.compile(rb"[\x21\x24-\x7e]*")
"""Visible ASCII but `"` and `#`; anything else has to be encoded."""


def segment_of(raw_path: bytes) -> str | None:
    """Return the first segment below `/api/v1/`, or None where the path is none of ours."""
    if len(raw_path) > MOST_BYTES:
        return None
    found = _ADDRESS.fullmatch(raw_path)
    return found.group(1).decode() if found else None


def is_plain_query(query: bytes) -> bool:
    """Whether a query can go on byte for byte."""
    return _QUERY.fullmatch(query) is not None
