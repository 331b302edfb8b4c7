"""The index of a tenant's own fields: a condition on one is narrowed by the texts in `custom_key`.

What the index finds may be a little too much, since long texts are cut there: the comparison itself
stands beside it. It only ever spares the rows that cannot be meant.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ARRAY, FromClause, Text, and_, bindparam, func, select, true
from sqlalchemy.sql.elements import ColumnElement

from kontor_chassis.database.statements import TENANT
from kontor_records.conditions.binding import Comparison
from kontor_records.conditions.fields import FieldType
from kontor_records.customizing.tables import CUSTOM_KEY
from kontor_records.customizing.types import LONGEST_KEY, number_text

_LOWS: Final = frozenset({"eq", "gt", "gte", "between"})
_HIGHS: Final = frozenset({"eq", "lt", "lte", "between"})
_ANY: Final = frozenset({"in", "contains", "contains_any", "contains_all"})
_SPANS: Final = (FieldType.DATE, FieldType.DATETIME)


def parts_of(test: Comparison) -> tuple[str, ...]:
    """Return which parameters narrow a comparison; none where the index cannot serve it."""
    if not test.field.indexed:
        return ()
    if test.field.is_list or test.op == "in":
        return ("any",) if test.op in _ANY and test.field.type not in _SPANS else ()
    ends = (("low", _LOWS), ("high", _HIGHS))
    return tuple(part for part, ops in ends if test.op in ops)


def narrowed(test: Comparison, table: FromClause, name: str) -> ColumnElement[bool] | None:
    """Return that the index has a fitting value of a record; None where it cannot serve."""
    parts = parts_of(test)
    if not parts:
        return None
    key = CUSTOM_KEY.alias(f"{name}_k")
    fits: list[ColumnElement[bool]] = []
    if "any" in parts:
        fits.append(key.c.value == func.any(bindparam(f"{name}_any", type_=ARRAY(Text()))))
    if "low" in parts:
        fits.append(key.c.value >= bindparam(f"{name}_low", type_=Text()))
    if "high" in parts:
        fits.append(key.c.value <= bindparam(f"{name}_high", type_=Text()))
    return (
        select(true())
        .where(
            key.c.tenant_id == TENANT,
            key.c.record_type == test.field.indexed,
            key.c.field == test.field.keys[1],
            and_(*fits),
            key.c.record == table.c.id,
        )
        .correlate(table)
        .exists()
    )


def values(test: Comparison, given: Mapping[str, object]) -> dict[str, object]:
    """Return the parameters of `narrowed`.

    Args:
        test: The comparison.
        given: The parameters of the comparison itself, by their endings.
    """
    parts = parts_of(test)
    if "any" in parts:
        several: Any = given[""]
        return {"_any": [_text(each) for each in several]}
    first, last = given.get(""), given.get("_to")
    found: dict[str, object] = {}
    if "low" in parts:
        found["_low"] = _text(last if first is None else first)
    if "high" in parts:
        found["_high"] = _text(first if last is None else last)
    return found


def _text(value: object) -> str | None:
    """Return the text under which a value stands in the index."""
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, Decimal)):
        return number_text(Decimal(value))
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else str(value)[:LONGEST_KEY]
