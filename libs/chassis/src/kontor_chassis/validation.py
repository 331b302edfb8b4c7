"""Validation: Pydantic's errors in the words of the platform, each with its pointer."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic_core import ErrorDetails

from kontor_chassis.errors import FIELD_CODES, Fault, Faults

_PYDANTIC_CODES: Mapping[str, str] = {
    "missing": "field_required",
    "extra_forbidden": "field_unknown",
    "string_too_long": "value_too_long",
    "too_long": "value_too_long",
    "too_short": "value_format",
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


def faults_of(errors: Sequence[ErrorDetails]) -> Faults:
    """Translate Pydantic's errors; never the input itself, which may be anything.

    A union reports each of its members: the same place is named once.
    """
    found: dict[str, Fault] = {}
    for error in errors:
        kind = error["type"]
        code = _PYDANTIC_CODES.get(kind, kind if kind in FIELD_CODES else "field_type")
        pointer = "".join(f"/{pointer_part(str(part))}" for part in error["loc"])
        params = {
            name: value
            for name, value in (error.get("ctx") or {}).items()
            if isinstance(value, (str, int)) and name != "error"
        }
        found.setdefault(pointer, Fault(pointer, code, params))
    return Faults(*list(found.values())[:50])


def pointer_part(key: str) -> str:
    """Return a key as a part of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def refuse_unknown_zone(pointer: str, zone: str) -> None:
    """Refuse a time zone that the IANA database does not have.

    Raises:
        Faults: There is no such zone.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Faults(Fault(pointer, "zone_unknown")) from None
