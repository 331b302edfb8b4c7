"""The values of a condition, read strictly by the type of the field they are compared with."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final
from uuid import UUID

from kontor_records.conditions.fields import Field, FieldType
from kontor_records.conditions.moment import TICK, Days, Instants
from kontor_records.conditions.relative import Relative
from kontor_records.conditions.text_order import text_key

_MOST_DIGITS: Final = 38
_BIGINT: Final = 2**63
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Current:
    """The current `user`, or the users of the current `team`."""

    who: str


Operand = str | int | Decimal | bool | date | Days | Instants | Relative | Current | None


class OperandRefused(ValueError):  # noqa: N818 - becomes a refusal once its place is known
    """The value does not fit the field; the argument is the reason."""


def operand(field: Field, wire: object) -> Operand:
    """Return the typed value of one operand.

    Text becomes its order key, a date the days and an instant the span it covers.

    Raises:
        OperandRefused: the value does not fit the field.
    """
    return _READERS[field.type](field, wire)


def _text(_field: Field, wire: object) -> str:
    key = text_key(_plain_text(wire))
    if not key:
        # Every text contains the empty one: surely not what was meant; see `is_empty`.
        raise OperandRefused("text_empty")
    return key


def _plain_text(wire: object) -> str:
    if not isinstance(wire, str):
        raise OperandRefused("not_text")
    if "\x00" in wire or not _is_encodable(wire):
        raise OperandRefused("text_character")
    return wire


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _number(_field: Field, wire: object) -> Decimal:
    if isinstance(wire, bool) or not isinstance(wire, (int, float, Decimal, str)):
        raise OperandRefused("not_a_number")
    try:
        # By way of its shortest text, 0.1 is the number that was written.
        number = Decimal(str(wire))
    except (InvalidOperation, ValueError):
        raise OperandRefused("not_a_number") from None
    if not number.is_finite():
        raise OperandRefused("not_a_number")
    if len(number.as_tuple().digits) > _MOST_DIGITS or abs(number.adjusted()) > _MOST_DIGITS:
        raise OperandRefused("number_too_long")
    return number


def _integer(_field: Field, wire: object) -> int:
    if isinstance(wire, bool) or not isinstance(wire, int):
        raise OperandRefused("not_an_integer")
    if not -_BIGINT <= wire < _BIGINT:
        raise OperandRefused("number_too_long")
    return wire


def _boolean(_field: Field, wire: object) -> bool:
    if not isinstance(wire, bool):
        raise OperandRefused("not_a_boolean")
    return wire


def _choice(field: Field, wire: object) -> str:
    choice = _plain_text(wire)
    if field.choices and choice not in field.choices:
        raise OperandRefused("choice_unknown")
    return choice


def _reference(_field: Field, wire: object) -> str | Current:
    if isinstance(wire, Mapping):
        if dict(wire) == {"current": "user"}:
            return Current(who="user")
        if dict(wire) == {"current": "team"}:
            return Current(who="team")
        raise OperandRefused("not_a_reference")
    try:
        identifier = str(UUID(str(wire)))
    except ValueError:
        raise OperandRefused("not_a_reference") from None
    if identifier != str(wire).lower():
        raise OperandRefused("not_a_reference")
    return identifier


def _date(_field: Field, wire: object) -> Days | Relative:
    relative = _relative(wire)
    if relative is None:
        day = _iso_date(wire)
        if day is None:
            raise OperandRefused("not_a_date")
        return Days(day, day + _DAY)
    if relative.is_instant:
        raise OperandRefused("not_a_date")
    return relative


def _datetime(_field: Field, wire: object) -> Instants | date | Relative:
    if (relative := _relative(wire)) is not None:
        return relative
    if (day := _iso_date(wire)) is not None:
        return day
    try:
        instant = datetime.fromisoformat(_plain_text(wire))
    except ValueError:
        raise OperandRefused("not_an_instant") from None
    if instant.tzinfo is None:
        raise OperandRefused("zone_required")
    try:
        start = instant.astimezone(UTC)
        return Instants(start, start + TICK)
    except OverflowError:
        raise OperandRefused("not_an_instant") from None


def _relative(wire: object) -> Relative | None:
    if not isinstance(wire, Mapping):
        return None
    text = wire.get("relative")
    relative = Relative.parse(text) if isinstance(text, str) and len(wire) == 1 else None
    if relative is None:
        raise OperandRefused("relative_unknown")
    return relative


def _iso_date(wire: object) -> date | None:
    if not isinstance(wire, str) or not _DATE.fullmatch(wire):
        return None
    try:
        day = date.fromisoformat(wire)
    except ValueError:
        raise OperandRefused("not_a_date") from None
    # Room for the day before and after, in every zone.
    if not date.min.year < day.year < date.max.year:
        raise OperandRefused("not_a_date")
    return day


def _whole(_field: Field, _wire: object) -> Operand:
    raise OperandRefused("not_comparable")


_READERS: Final[Mapping[FieldType, Callable[[Field, object], Operand]]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.INTEGER: _integer,
    FieldType.BOOLEAN: _boolean,
    FieldType.DATE: _date,
    FieldType.DATETIME: _datetime,
    FieldType.REFERENCE: _reference,
    FieldType.CHOICE: _choice,
    FieldType.OBJECT: _whole,
}
