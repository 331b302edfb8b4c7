"""Where a field lies in a row: the SQL that reads it, in the form in which it is compared.

The twin of `readers`: a value that is missing, empty or of another type than its field's reads as
NULL. What stands in a JSON column is looked at before it is cast, so that no old value of a
tenant's field can break a list.
"""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    FromClause,
    Numeric,
    Text,
    case,
    cast,
    column,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from kontor_records.conditions.fields import Field, FieldType

# Any: the SQL type is that of the field, which no type checker sees.
Expression = ColumnElement[Any]

_NULL: Final[Expression] = literal_column("NULL")
_NOTHING: Final = literal_column("'null'::jsonb", JSONB())
_NO_ELEMENTS: Final = literal_column("'[]'::jsonb", JSONB())
_EMPTY: Final = literal_column("""ARRAY['null', '""', '[]', '{}']::jsonb[]""", ARRAY(JSONB()))
_NUMBER: Final = r"^[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?$"
_INTEGER: Final = r"^-?[0-9]{1,38}$"
_DATE: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_INSTANT: Final = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[-+][0-9]{2}:?[0-9]{2})$"
)


def value_of(field: Field, table: FromClause) -> Expression:
    """Return the value of a field that is no list, NULL where it is empty."""
    first = field.keys[0]
    if field.type is FieldType.TEXT and len(field.keys) == 1 and sort_name(first) in table.c:
        return table.c[sort_name(first)]
    stored = _column(field, table)
    if _is_json(stored):
        return _typed(field.type, _below(stored, field.keys[1:]))
    if field.type is FieldType.TEXT:
        return func.kontor_sort(func.nullif(stored, ""), type_=Text())
    # Of a choice too: no parameter is the empty text, and only a bare column has its index.
    return stored


def elements_of(field: Field, table: FromClause) -> Expression:
    """Return the elements of a list field as an array, each in its comparable form."""
    element = _elements(field, table)
    found = _typed(field.type, _below(element, field.keys[field.list_at :]))
    return func.array(select(found).correlate(table).scalar_subquery(), type_=ARRAY(found.type))


def is_set(field: Field, table: FromClause) -> Expression:
    """Return whether a field holds a value: true or false, never NULL."""
    if field.is_list and len(field.keys) > field.list_at:
        found = _below(_elements(field, table), field.keys[field.list_at :])
        return (
            select(true())
            .where(func.coalesce(found, _NOTHING) != _NOTHING)
            .correlate(table)
            .exists()
        )
    stored = _column(field, table)
    if _is_json(stored):
        value = func.coalesce(_below(stored, field.keys[1:]), _NOTHING)
        return value.op("<>", return_type=Boolean(), is_comparison=True)(func.all(_EMPTY))
    if isinstance(stored.type, Text):
        return func.coalesce(stored, "") != ""
    return stored.is_not(None)


def sort_name(field: str) -> str:
    """Return the name of the stored column by whose value a list is sorted."""
    return f"{field}_sort"


def _column(field: Field, table: FromClause) -> Expression:
    first = field.keys[0]
    if first in table.c:
        return table.c[first]
    # Money is two columns; as a whole it is there when its amount is.
    return table.c[f"{first}_{field.keys[1] if len(field.keys) > 1 else 'minor'}"]


def _is_json(stored: Expression) -> bool:
    return isinstance(stored.type, JSONB)


def _elements(field: Field, table: FromClause) -> Expression:
    stored = _below(_column(field, table), field.keys[1 : field.list_at])
    listed = case((func.jsonb_typeof(stored) == "array", stored), else_=_NO_ELEMENTS)
    rows = func.jsonb_array_elements(listed).table_valued(column("value", JSONB()))
    return rows.c.value


def _below(stored: Expression, keys: tuple[str, ...]) -> Expression:
    return func.jsonb_extract_path(stored, *keys, type_=JSONB()) if keys else stored


def _typed(kind: FieldType, value: Expression) -> Expression:
    """Return a JSON value in the comparable form of its type, NULL where it is of another."""
    return _TYPED[kind](value)


def _plain(value: Expression) -> Expression:
    """Return the text of a JSON scalar, whatever its type."""
    return value.op("#>>", return_type=Text())(literal_column("'{}'"))


def _only(value: Expression, kind: str) -> Expression:
    return case((func.jsonb_typeof(value) == kind, _plain(value)), else_=_NULL)


def _text(value: Expression) -> Expression:
    return func.kontor_sort(func.nullif(_only(value, "string"), ""), type_=Text())


def _choice(value: Expression) -> Expression:
    return func.nullif(_only(value, "string"), "", type_=Text())


def _matching(
    pattern: str, kind: TypeEngine[Any], *, json: str = "string", check: str = ""
) -> Callable[[Expression], Expression]:
    """Return the cast of a JSON scalar whose text has a form, and is a value of that type."""

    def typed(value: Expression) -> Expression:
        text = _plain(value) if json == "any" else _only(value, json)
        # The order of a CASE holds: what does not fit is never cast.
        whens = [(text.op("!~")(pattern), _NULL)]
        if check:
            whens.append((func.pg_input_is_valid(text, check).is_not(true()), _NULL))
        return case(*whens, else_=cast(text, kind))

    return typed


_TYPED: Final[dict[FieldType, Callable[[Expression], Expression]]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _matching(_NUMBER, Numeric(), json="any"),
    FieldType.INTEGER: _matching(_INTEGER, Numeric(), json="number"),
    FieldType.BOOLEAN: _matching("^(true|false)$", Boolean(), json="boolean"),
    FieldType.DATE: _matching(_DATE, Date(), check="date"),
    FieldType.DATETIME: _matching(_INSTANT, DateTime(timezone=True), check="timestamptz"),
    FieldType.REFERENCE: _choice,
    FieldType.CHOICE: _choice,
}
