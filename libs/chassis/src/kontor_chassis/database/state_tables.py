"""Tables of states: a record's published state as columns, and rows as states and as JSON.

A field is written once, in `kontor_schemas`. Scalars become columns of their type, money becomes
two columns, value objects and lists become one JSONB column.
"""

import datetime as dt
from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin
from uuid import UUID

import orjson
from pydantic import AwareDatetime
from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from kontor_schemas import wire
from kontor_schemas.state import State
from kontor_schemas.values import Money

S = TypeVar("S", bound=State)

_TYPES: Mapping[Any, TypeEngine[Any]] = {
    UUID: Uuid(),
    str: Text(),
    int: BigInteger(),
    bool: Boolean(),
    AwareDatetime: DateTime(timezone=True),
    dt.date: Date(),
}


def state_table(name: str, state: type[State], *extra: Column[Any]) -> Table:
    """Return the table of a state: tenant first, the state's fields, the bin, then any extra.

    Args:
        name: The table's name.
        state: The published state.
        *extra: Columns that nobody outside the service may see.
    """
    columns: list[Column[Any]] = [Column("tenant_id", Uuid(), primary_key=True)]
    for field, info in state.model_fields.items():
        columns += _columns(field, info.annotation)
    columns.append(Column("deleted_at", DateTime(timezone=True)))
    return Table(name, MetaData(), *columns, *extra, info={"state": state})


def row_of(table: Table, state: State) -> dict[str, object]:
    """Return the column values of a state; the tenant is added by the unit of work."""
    row: dict[str, object] = {"deleted_at": None}
    for field, kind in _kinds(table).items():
        value = getattr(state, field)
        if kind == "money":
            row[f"{field}_minor"] = value.minor if value else None
            row[f"{field}_currency"] = value.currency if value else None
        elif kind == "json":
            row[field] = None if value is None else wire.plain_json(value).decode()
        else:
            row[field] = value
    return row


def changed_columns(table: Table, old: State, new: State) -> dict[str, object]:
    """Return the columns in which two versions of a record differ, with their new values."""
    before, after = row_of(table, old), row_of(table, new)
    return {name: value for name, value in after.items() if value != before[name]}


def state_of(table: Table, row: Mapping[str, Any], state: type[S]) -> S:
    """Return the state in a row.

    Raises:
        DataUndecodable: The row does not hold this state.
    """
    return wire.read(state, _fields(table, row, orjson.loads))


def json_of(table: Table, row: Mapping[str, Any]) -> bytes:
    """Return the JSON of a row's state without building the state: the path of reads and lists."""
    return encoded(json_fields(table, row))


def json_fields(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a row's state by name, ready to be encoded, JSON columns as they are."""
    return _fields(table, row, orjson.Fragment)


def page_of(table: Table, rows: "list[Mapping[str, Any]]", following: str | None) -> bytes:
    """Return the JSON of a list's page: its items and the cursor of the next page."""
    items = [_fields(table, row, orjson.Fragment) for row in rows]
    return encoded({"items": items, "next": following})


def encoded(value: object) -> bytes:
    """Encode fields of rows as JSON, in the form of every answer."""
    # asyncpg's UUID is a class of its own, which orjson hands to `default`.
    return orjson.dumps(value, default=str, option=orjson.OPT_UTC_Z)


def _fields(table: Table, row: Mapping[str, Any], nested: Any) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for field, kind in _kinds(table).items():
        if kind == "money":
            minor = row[f"{field}_minor"]
            currency = row[f"{field}_currency"]
            fields[field] = None if minor is None else {"minor": minor, "currency": currency}
        else:
            value = row[field]
            fields[field] = nested(value) if kind == "json" and value is not None else value
    return fields


def _columns(field: str, annotation: Any) -> list[Column[Any]]:
    plain, optional = _plain(annotation)
    if plain is Money:
        return [Column(f"{field}_minor", BigInteger()), Column(f"{field}_currency", Text())]
    if field == "id":
        return [Column("id", Uuid(), primary_key=True)]
    return [Column(field, _TYPES.get(plain, JSONB()), nullable=optional)]


@cache
def _kinds(table: Table) -> Mapping[str, str]:
    kinds: dict[str, str] = {}
    for field, info in table.info["state"].model_fields.items():
        plain, _ = _plain(info.annotation)
        kinds[field] = "money" if plain is Money else "plain" if plain in _TYPES else "json"
    return kinds


def _plain(annotation: Any) -> tuple[Any, bool]:
    """Return the Python type that decides the column, and whether it may be empty."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _plain(get_args(annotation)[0])
    if origin in (Union, UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        return _plain(parts[0])[0], len(parts) < len(get_args(annotation))
    if origin is Literal:
        return str, False
    return origin or annotation, False
