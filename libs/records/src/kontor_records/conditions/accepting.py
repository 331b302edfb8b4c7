"""The comparisons: from an operator and its values to a function of (value, moment).

The value is never empty here: whoever calls has answered that before. An operator and its
opposite therefore differ by one `not`, and an empty field is on the side of the opposite.
"""

import operator
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final

from kontor_records.conditions.binding import Comparison
from kontor_records.conditions.fields import FieldType
from kontor_records.conditions.moment import Days, Instants, Moment
from kontor_records.conditions.operands import Current, Operand
from kontor_records.conditions.relative import Relative

# Any: the comparable form of a value, whose type is that of the operand.
Accept = Callable[[Any, Moment], bool]
_Bounds = Callable[[Moment], Days | Instants]

_ORDER: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
    "contains": operator.contains,
    "starts_with": str.startswith,
}
_SPAN_ORDER: Final[dict[str, Callable[[Any, Days | Instants], bool]]] = {
    "lt": lambda value, span: value < span.start,
    "lte": lambda value, span: value < span.end,
    "gt": lambda value, span: value >= span.end,
    "gte": lambda value, span: value >= span.start,
}
_SPANS: Final = (FieldType.DATE, FieldType.DATETIME)
_SAME: Final = frozenset({"eq", "ne", "in", "not_in", "changed_to", "changed_from"})


def accepts(test: Comparison) -> Accept:
    """Return the positive form of a comparison: of `ne` that of `eq`, of `not_in` that of `in`."""
    if test.field.is_list:
        return _elements(test)
    if test.field.type in _SPANS:
        return _spans(test)
    if test.op in _SAME:
        return _one_of(test.values)
    low: Any = test.values[0]
    if test.op == "between":
        high: Any = test.values[1]
        return lambda value, _moment: low <= value <= high
    compare = _ORDER[test.op]
    return lambda value, _moment: compare(value, low)


def _one_of(values: tuple[Operand, ...]) -> Accept:
    fixed = frozenset(value for value in values if not isinstance(value, Current))
    current = tuple(value.who for value in values if isinstance(value, Current))
    if not current:
        return lambda value, _moment: value in fixed
    return lambda value, moment: (
        value in fixed or any(value in moment.people(who) for who in current)
    )


def _elements(test: Comparison) -> Accept:
    """Return the comparison of a list: its elements, as a set, against the values."""
    if test.field.type in _SPANS:
        each = [_inside(_bounds(value, test.field.type)) for value in test.values]
    else:
        each = [_one_of((value,)) for value in test.values]
    quantify = all if test.op == "contains_all" else any
    return lambda elements, moment: quantify(
        any(same(element, moment) for element in elements) for same in each
    )


def _spans(test: Comparison) -> Accept:
    """Return the comparison of a date or an instant with days or stretches of time."""
    if test.op in _SAME:
        each = [_inside(_bounds(value, test.field.type)) for value in test.values]
        if len(each) == 1:
            return each[0]
        return lambda value, moment: any(inside(value, moment) for inside in each)
    first = _bounds(test.values[0], test.field.type)
    if test.op == "between":
        last = _bounds(test.values[1], test.field.type)
        return lambda value, moment: first(moment).start <= value < last(moment).end
    compare = _SPAN_ORDER[test.op]
    return lambda value, moment: compare(value, first(moment))


def _inside(bounds: _Bounds) -> Accept:
    def inside(value: date | datetime, moment: Moment) -> bool:
        start, end = bounds(moment)
        return start <= value < end

    return inside


def _bounds(value: Operand, kind: FieldType) -> _Bounds:
    if isinstance(value, (Days, Instants)):
        return lambda _moment: value
    if isinstance(value, Relative) and kind is FieldType.DATE:
        return lambda moment: moment.days(value)
    if isinstance(value, (Relative, date)):
        return lambda moment: moment.instants(value)
    raise TypeError(value)
