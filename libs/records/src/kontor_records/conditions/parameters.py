"""The parameters of a condition's clause: the values of its leaves, at a moment.

`traits` names what of a leaf's values decides the text of its clause; everything else only ever
is a parameter.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from kontor_records.conditions import indexed
from kontor_records.conditions.binding import Bound, Comparison, Opposite
from kontor_records.conditions.fields import FieldType
from kontor_records.conditions.moment import Days, Instants, Moment
from kontor_records.conditions.operands import Current, Operand
from kontor_records.conditions.relative import Relative

SPANS: Final = frozenset({FieldType.DATE, FieldType.DATETIME})
_MANY: Final = frozenset({"in", "not_in", "contains", "contains_any", "contains_all"})
_LAST: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)


def leaves(bound: Bound) -> Iterator[Comparison]:
    """Yield the leaves of a tree from left to right."""
    if isinstance(bound, Comparison):
        yield bound
    elif isinstance(bound, Opposite):
        yield from leaves(bound.part)
    else:
        for part in bound.parts:
            yield from leaves(part)


def values(bound: Bound, moment: Moment, *, prefix: str = "c") -> dict[str, object]:
    """Return the parameters of a condition's clause.

    Args:
        bound: The bound tree whose clause it is, or one of the same shape.
        moment: When, where and for whom it is asked.
        prefix: What the names begin with, as it was given for the clause.
    """
    found: dict[str, object] = {}
    for place, test in enumerate(leaves(bound)):
        given = _values(test, moment)
        for suffix, value in (*given.items(), *indexed.values(test, given).items()):
            found[f"{prefix}{place}{suffix}"] = value
    return found


def traits(test: Comparison) -> tuple[str, ...]:
    """Return what of a leaf's values its clause depends on."""
    if test.op == "starts_with" and not test.field.is_list:
        return ("ends",) if _after(str(test.values[0])) else ("",)
    if test.op == "contains_all":
        return tuple(sorted({value.who for value in test.values if isinstance(value, Current)}))
    return ()


def _values(test: Comparison, moment: Moment) -> Mapping[str, object]:
    if not test.values:
        return {}
    if test.field.type in SPANS:
        return _spans(test, moment)
    if test.op in _MANY and (test.field.is_list or test.op != "contains"):
        return _many(test, moment)
    if test.op == "starts_with":
        prefix = str(test.values[0])
        return {"": prefix, "_to": after} if (after := _after(prefix)) else {"": prefix}
    first = _one(test.values[0], moment)
    return {"": first, "_to": test.values[1]} if test.op == "between" else {"": first}


def _one(value: Operand, moment: Moment) -> object:
    # Nobody and nothing are no values: a comparison with them is true for no row.
    if isinstance(value, Current):
        return next(iter(moment.people(value.who)), None)
    return None if value == "" else value


def _many(test: Comparison, moment: Moment) -> Mapping[str, object]:
    fixed = {value for value in test.values if not isinstance(value, Current)}
    people = {value.who: moment.people(value.who) for value in _current(test.values)}
    if test.op == "contains_all":
        each = {f"_{who}": sorted(users) for who, users in people.items()}
        return {"": list(fixed), **each}
    return {"": list(fixed.union(*people.values()) - {""})}


def _current(operands: Iterable[Operand]) -> Iterator[Current]:
    return (value for value in operands if isinstance(value, Current))


def _spans(test: Comparison, moment: Moment) -> Mapping[str, object]:
    spans = [span_of(value, test.field.type, moment) for value in test.values]
    if test.op in _MANY:
        return {"": [span.start for span in spans], "_to": [span.end for span in spans]}
    start, end = spans[0].start, spans[-1].end
    needed = {"lt": ("",), "gte": ("",), "lte": ("_to",), "gt": ("_to",)}.get(test.op, ("", "_to"))
    return {suffix: {"": start, "_to": end}[suffix] for suffix in needed}


def span_of(value: Operand, kind: FieldType, moment: Moment) -> Days | Instants:
    """Return the days or the stretch of time that a value means for a date or an instant.

    Raises:
        TypeError: It means none.
    """
    if isinstance(value, (Days, Instants)):
        return value
    if isinstance(value, Relative) and kind is FieldType.DATE:
        return moment.days(value)
    if isinstance(value, (Relative, date)):
        return moment.instants(value)
    raise TypeError(value)


def _after(prefix: str) -> str | None:
    """Return the first text behind all that begin so, or None where there is none."""
    for length in range(len(prefix), 0, -1):
        last = ord(prefix[length - 1])
        if last < _LAST:
            following = last + 1
            if following in _SURROGATES:
                following = _SURROGATES.stop
            return prefix[: length - 1] + chr(following)
    return None
