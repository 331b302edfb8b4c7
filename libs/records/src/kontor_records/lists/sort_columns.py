"""The columns by which a list is sorted.

Under forced row security an index serves leakproof operators only, on plain columns. A text is
therefore sorted by a stored column of its key, a choice by its place in the declaration, a decimal
by a scaled integer; the database fills these columns by itself, whoever writes the row. Money is
sorted per currency.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import BigInteger, Column, Computed, FromClause, Integer, Text
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from kontor_records.conditions.columns import sort_name
from kontor_records.conditions.fields import FieldType, vocabulary_of
from kontor_records.declaration.field_spec import fields_of
from kontor_schemas.annotations import marked, sortable
from kontor_schemas.state import State

_SCALE: Final = 10**6
_BIGINT: Final = 2**63


def stored_columns(state: type[State]) -> tuple[Column[Any], ...]:
    """Return the columns that the table of a state has for sorting, beside those of its fields."""
    return tuple(
        Column(sort_name(field), kind, Computed(expression, persisted=True))
        for field, (kind, expression) in _stored(state).items()
    )


def sorting(table: FromClause, field: str) -> tuple[ColumnElement[Any], ...]:
    """Return the columns of a table by which a sortable field is sorted, the weightiest first."""
    if sort_name(field) in table.c:
        return (table.c[sort_name(field)],)
    if field in table.c:
        return (table.c[field],)
    return (table.c[f"{field}_currency"], table.c[f"{field}_minor"])


@cache
def _stored(state: type[State]) -> Mapping[str, tuple[TypeEngine[Any], str]]:
    known = vocabulary_of(state).fields
    found: dict[str, tuple[TypeEngine[Any], str]] = {}
    for field in marked(state, sortable):
        kind = known[field].type
        if kind is FieldType.TEXT:
            found[field] = (Text(), f"kontor_sort(NULLIF({field}, ''))")
        elif kind is FieldType.CHOICE:
            found[field] = (Integer(), _place(state, field))
        elif kind is FieldType.NUMBER:
            found[field] = (BigInteger(), _scaled(field))
    return found


def _place(state: type[State], field: str) -> str:
    values = fields_of(state)[field].choices
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"array_position(ARRAY[{listed}]::text[], {field})"


def _scaled(field: str) -> str:
    number = f"({field} #>> '{{}}')::numeric"
    scaled = f"round({number} * {_SCALE})"
    # least and greatest overlook NULL, and an empty field has no place.
    bounded = f"least(greatest({scaled}, {-_BIGINT}), {_BIGINT - 1})::bigint"
    return f"CASE WHEN {number} IS NOT NULL THEN {bounded} END"
