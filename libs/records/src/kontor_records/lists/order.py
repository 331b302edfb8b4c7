"""The order of a list: from the fields that are asked for to the columns they stand in."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Computed
from sqlalchemy.types import TypeEngine

from kontor_chassis.errors import Fault, Faults
from kontor_records.conditions.errors import FieldUnknown
from kontor_records.conditions.fields import FieldType
from kontor_records.conditions.operands import OperandRefused, operand
from kontor_records.conditions.parameters import span_of
from kontor_records.conditions.text_order import text_key
from kontor_records.lists.errors import NotSortable
from kontor_records.lists.sight import AnyType, Sight
from kontor_records.lists.sort_columns import sorting
from kontor_records.lists.statement import Key, Place

_FIRST: Final = UUID(int=0)
_LAST: Final = UUID(int=2**128 - 1)
_BEHIND_ALL: Final = "\U0010ffff"


def order_of(sight: Sight, sort: Sequence[str]) -> tuple[Key, ...]:
    """Return the columns by which a list is sorted; the id, which is last, parts equal ones.

    Raises:
        FieldUnknown: The reader knows no such field.
        NotSortable: Lists are not sorted by it.
    """
    wanted = tuple(sort) or (sight.record_type.default_sort,)
    for asked in wanted:
        field = asked.removeprefix("-")
        if field not in sight.vocabulary.fields:
            if not sort:
                return _keys(sight.record_type, ("-created_at",))
            raise FieldUnknown(path="/sort")
        if "sortable" not in getattr(sight.record_type.fields.get(field), "marks", ()):
            raise NotSortable(field=field)
    return _keys(sight.record_type, wanted)


@lru_cache(maxsize=1024)
def _keys(record_type: AnyType, sort: tuple[str, ...]) -> tuple[Key, ...]:
    keys: dict[str, Key] = {}
    for asked in sort:
        down = asked.startswith("-")
        for place, column in enumerate(sorting(record_type.table, asked.removeprefix("-"))):
            may_be_empty = bool(column.nullable) or isinstance(column.computed, Computed)
            key = Key(column.name, down, may_be_empty, is_twin=place > 0)
            keys.setdefault(column.name, key)
    down = list(keys.values())[-1].descending
    return (*keys.values(), Key("id", down, may_be_empty=False))


def types_of(record_type: AnyType, keys: Sequence[Key]) -> list[TypeEngine[Any]]:
    """Return the SQL types of the columns of an order."""
    return [record_type.table.c[key.column].type for key in keys]


def place_of(values: Sequence[object], *, backward: bool) -> Place:
    """Return the place behind a row, or before it."""
    return Place(tuple(value is None for value in values), backward)


def started(sight: Sight, sort: Sequence[str], keys: Sequence[Key], text: str) -> list[object]:
    """Return the place just before the first row whose sort field reaches a value.

    Raises:
        Faults: The list has several sort fields, or the text is no value of its one.
    """
    asked = (tuple(sort) or (sight.record_type.default_sort,))[0].removeprefix("-")
    field = sight.vocabulary.fields.get(asked)
    if field is None or len(keys) != 2:
        raise Faults(Fault("/from", "value_format"))
    down = keys[0].descending
    try:
        if field.type is FieldType.TEXT:
            return [text_key(text) + _BEHIND_ALL, _LAST] if down else [text_key(text), _FIRST]
        if field.type is FieldType.INTEGER:
            return [operand(field, int(text)), _LAST if down else _FIRST]
        span = span_of(operand(field, text), field.type, sight.moment)
    except (OperandRefused, TypeError, ValueError):
        raise Faults(Fault("/from", "value_format")) from None
    return [span.end if down else span.start, _FIRST]
