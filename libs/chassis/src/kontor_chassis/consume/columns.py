"""Columns of a mirror: which database type a field of a state has, and its value in that form."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic.fields import FieldInfo

from kontor_schemas.state import State
from kontor_schemas.wire import plain_json

_TYPES: dict[Any, str] = {
    UUID: "uuid",
    str: "text",
    bool: "boolean",
    int: "bigint",
    float: "double precision",
    Decimal: "numeric",
    datetime: "timestamptz",
    date: "date",
    time: "time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name, its type, and how its value is taken from a state."""

    name: str
    type: str
    value: Callable[[Any], object]


def column_of(state: type[State], name: str) -> Column:
    """Derive a column from a field.

    Raises:
        TypeError: The state has no such field.
    """
    field = state.model_fields.get(name)
    if field is None:
        message = f"{state.__name__} has no field {name!r}"
        raise TypeError(message)
    kind = _kind(field)
    if kind == "jsonb":
        return Column(name=name, type=kind, value=_as_json)
    return Column(name=name, type=kind, value=_as_it_is)


def _kind(field: FieldInfo) -> str:
    """Return the database type; what is no scalar is kept as JSON."""
    return _kind_of(field.annotation)


def _kind_of(annotation: Any) -> str:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kind_of(get_args(annotation)[0])
    if origin in {Union, UnionType}:
        kinds = {_kind_of(part) for part in get_args(annotation) if part is not NoneType}
        return kinds.pop() if len(kinds) == 1 else "jsonb"
    if origin is Literal:
        return "text"
    return _TYPES.get(annotation, "jsonb")


def _as_it_is(value: object) -> object:
    return value


def _as_json(value: object) -> str | None:
    return None if value is None else plain_json(value).decode()
