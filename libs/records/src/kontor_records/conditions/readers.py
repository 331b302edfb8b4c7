"""Reads fields out of a state: the way to the value, and the form in which it is compared.

A state comes as JSON from the wire or as Python values from a model; both read alike. A value
that is missing, empty or of a type that nobody declared reads as None: a fact of a newer version
must never break a condition.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, Final, NamedTuple
from uuid import UUID

from kontor_records.conditions.fields import Field, FieldType
from kontor_records.conditions.text_order import text_key

# Any: a state holds whatever came over the wire; the readers below are the check.
Value = Any
Reader = Callable[["Subject"], Value]
Walk = Callable[[Value], Value]

NOTHING: Final[Mapping[str, Value]] = {}


class Subject(NamedTuple):
    """What a condition is asked about.

    Attributes:
        state: The record's state.
        changed: Field → [old, new], where the condition is asked about a change.
        related: Path of a reference → state of the record it leads to.
    """

    state: Mapping[str, Value]
    changed: Mapping[str, Value] = NOTHING
    related: Mapping[str, Mapping[str, Value]] = NOTHING


def is_empty(value: Value) -> bool:
    """Return whether this is no value: null, the empty text, an empty list or object."""
    return value is None or value in ("", [], {}, ())


def raw_reader(field: Field) -> Reader:
    """Return the function that finds the field's value as it stands in the state."""
    first, walk = field.keys[0], walk_below(field)
    related = field.related
    if related:
        return lambda subject: walk(subject.related.get(related, NOTHING).get(first))
    if len(field.keys) == 1:
        return lambda subject: subject.state.get(first)
    return lambda subject: walk(subject.state.get(first))


def walk_below(field: Field) -> Walk:
    """Return the function that goes from the value of the first key on to the field."""
    keys = field.keys[1:]
    if not keys:
        return lambda value: value
    if not field.is_list:
        return lambda value: _down(value, keys)
    to_list, below = field.keys[1 : field.list_at], field.keys[field.list_at :]
    if not below:
        return lambda value: _down(value, to_list)
    return lambda value: [
        found
        for element in _list(_down(value, to_list))
        if (found := _down(element, below)) is not None
    ]


def comparable(field: Field) -> Walk:
    """Return the function that brings a value of this field into its comparable form, or None."""
    return _COMPARABLE[field.type]


def _list(value: Value) -> list[Value] | tuple[Value, ...]:
    return value if isinstance(value, (list, tuple)) else ()


def _down(value: Value, keys: tuple[str, ...]) -> Value:
    for key in keys:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def _text(value: Value) -> str | None:
    return text_key(value) if value and isinstance(value, str) else None


def _number(value: Value) -> Decimal | int | None:
    if type(value) is int:
        return value
    if isinstance(value, float):
        value = repr(value)
    if isinstance(value, str):
        try:
            value = Decimal(value)
        except InvalidOperation:
            return None
    return value if isinstance(value, Decimal) and value.is_finite() else None


def _integer(value: Value) -> int | None:
    return value if type(value) is int else None


def _boolean(value: Value) -> bool | None:
    return value if type(value) is bool else None


def _date(value: Value) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if type(value) is date else None


def _datetime(value: Value) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, datetime) and value.tzinfo is not None else None


def _reference(value: Value) -> str | None:
    if type(value) is str:
        return value or None
    return str(value) if isinstance(value, UUID) else None


def _choice(value: Value) -> str | None:
    if isinstance(value, Enum):
        value = value.value
    return value or None if isinstance(value, str) else None


def _object(value: Value) -> Value:
    return value


_COMPARABLE: Final[Mapping[FieldType, Walk]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.INTEGER: _integer,
    FieldType.BOOLEAN: _boolean,
    FieldType.DATE: _date,
    FieldType.DATETIME: _datetime,
    FieldType.REFERENCE: _reference,
    FieldType.CHOICE: _choice,
    FieldType.OBJECT: _object,
}
