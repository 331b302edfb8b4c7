"""The evaluator in SQL: a bound condition as a clause over a table, and its parameters.

It says what the predicate in memory says, for every row. A comparison with an empty field is NULL
in SQL, which no `not` may turn around: what stands below one is therefore turned around leaf by
leaf, and a leaf by `IS NOT TRUE`. A clause depends on the shape of a condition alone (`shape`), so
that its statement is compiled once; values come as parameters, named by the leaf's place.

Comparisons are those of the leakproof operators wherever the column allows: only they may use an
index under forced row security. Whatever looks into JSON or folds a text scans.
"""

import operator
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    FromClause,
    Numeric,
    Table,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    column,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from kontor_chassis.database.statements import TENANT
from kontor_records.conditions.binding import Bound, Comparison, Every, Opposite
from kontor_records.conditions.columns import elements_of, is_set, value_of
from kontor_records.conditions.fields import FieldType
from kontor_records.conditions.indexed import narrowed
from kontor_records.conditions.parameters import SPANS, traits

# Any: the SQL type is that of the field, which no type checker sees.
Expression = ColumnElement[Any]
Clause = ColumnElement[bool]

_TYPES: Final[Mapping[FieldType, TypeEngine[Any]]] = {
    FieldType.TEXT: Text(),
    FieldType.NUMBER: Numeric(),
    FieldType.INTEGER: BigInteger(),
    FieldType.BOOLEAN: Boolean(),
    FieldType.DATE: Date(),
    FieldType.DATETIME: DateTime(timezone=True),
    FieldType.REFERENCE: Uuid(),
    FieldType.CHOICE: Text(),
}
_COMPARE: Final[Mapping[str, Callable[[Any, Any], Clause]]] = {
    "eq": operator.eq,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}
_POSITIVE: Final = {"ne": "eq", "not_in": "in", "is_empty": "is_set"}


@dataclass(frozen=True, slots=True)
class Behind:
    """The records a reference leads to.

    Attributes:
        table: Their table, of the same service or a mirror.
        seen: Which of them the reader may see; what lies in the others reads as empty.
        shape: What `seen` depends on.
    """

    table: Table
    seen: Callable[[FromClause], Clause] | None = None
    shape: Hashable = None


NONE_BEHIND: Final[Mapping[str, Behind]] = {}


def shape(bound: Bound) -> Hashable:
    """Return what a clause depends on: conditions of one shape differ in their values alone."""
    if isinstance(bound, Comparison):
        return (bound.op, bound.field, *traits(bound))
    if isinstance(bound, Opposite):
        return ("not", shape(bound.part))
    return (type(bound).__name__, *(shape(part) for part in bound.parts))


def clause(
    bound: Bound,
    table: FromClause,
    *,
    prefix: str = "c",
    behind: Mapping[str, Behind] = NONE_BEHIND,
) -> Clause:
    """Return the condition as a clause that is true for exactly the rows for which it holds.

    For other rows it is false or NULL; whoever selects it instead of filtering by it asks
    `IS TRUE`.

    Args:
        bound: The bound tree; no leaf asks for a change.
        table: The table of a record type, or an alias of it.
        prefix: What the names of its parameters begin with.
        behind: Path of a reference → the records it leads to.
    """
    return _Clauses(table, prefix, behind).node(bound, is_turned=False)


class _Clauses:
    """One walk over a tree, which numbers the leaves in the order in which `leaves` gives them."""

    def __init__(self, table: FromClause, prefix: str, behind: Mapping[str, Behind]) -> None:
        self._table = table
        self._behind = behind
        self._names = (f"{prefix}{place}" for place in count())

    def node(self, bound: Bound, *, is_turned: bool) -> Clause:
        if isinstance(bound, Comparison):
            return self._leaf(bound, is_turned=is_turned)
        if isinstance(bound, Opposite):
            return self.node(bound.part, is_turned=not is_turned)
        parts = [self.node(part, is_turned=is_turned) for part in bound.parts]
        if isinstance(bound, Every) is is_turned:
            return or_(false(), *parts)
        return and_(true(), *parts)

    def _leaf(self, test: Comparison, *, is_turned: bool) -> Clause:
        name = next(self._names)
        holds = self._reached(test, name) if test.field.related else _holds(test, self._table, name)
        if (test.op in _POSITIVE) is is_turned:
            return holds
        return holds.self_group().is_not(true())

    def _reached(self, test: Comparison, name: str) -> Clause:
        """Return whether the positive form holds for the record that a reference leads to."""
        here, path = self._table, ""
        joined: list[Clause] = []
        for depth, step in enumerate(test.field.related.split(".")):
            path = f"{path}.{step}" if path else step
            behind = self._behind[path]
            there = behind.table.alias(f"{name}_{depth}")
            joined += [there.c.tenant_id == TENANT, there.c.id == here.c[step]]
            if behind.seen:
                joined.append(behind.seen(there))
            here = there
        return (
            select(true()).where(*joined, _holds(test, here, name)).correlate(self._table).exists()
        )


def _holds(test: Comparison, table: FromClause, name: str) -> Clause:
    """Return the positive form of a leaf, narrowed by an index where its field has one."""
    exact = _compared(test, table, name)
    narrowing = None if test.field.related else narrowed(test, table, name)
    return exact if narrowing is None else and_(narrowing, exact)


def _compared(test: Comparison, table: FromClause, name: str) -> Clause:
    """Return the positive form of a leaf: of `ne` that of `eq`, of `is_empty` that of `is_set`."""
    op = _POSITIVE.get(test.op, test.op)
    if op == "is_set":
        return is_set(test.field, table)
    if test.field.is_list:
        return _any_or_all(test, elements_of(test.field, table), name)
    value = value_of(test.field, table)
    if test.field.type in SPANS:
        return _spans(op, value, test.field.type, name)
    return _scalar(test, op, value, name)


def _scalar(test: Comparison, op: str, value: Expression, name: str) -> Clause:
    kind = _TYPES[test.field.type]
    if op == "in":
        # An operator spelled out: SQLAlchemy may swap the sides, and ANY stands on the right only.
        listed = func.any(_like(value, bindparam(name, type_=ARRAY(kind))))
        return value.op("=", return_type=Boolean(), is_comparison=True)(listed)
    given = _like(value, bindparam(name, type_=kind))
    if op in _COMPARE:
        return _COMPARE[op](value, given)
    if op == "contains":
        return func.strpos(value, given) > 0
    end = _like(value, bindparam(f"{name}_to", type_=kind))
    if op == "between":
        return and_(value >= given, value <= end)
    # `starts_with` as a range, which an index of the text's key can serve.
    return and_(value >= given, value < end) if traits(test)[0] else value >= given


def _spans(op: str, value: Expression, kind: FieldType, name: str) -> Clause:
    """Return the comparison of a date or an instant with the stretch of time that is meant."""
    start = bindparam(name, type_=_TYPES[kind])
    end = bindparam(f"{name}_to", type_=_TYPES[kind])
    if op in ("eq", "between"):
        return and_(value >= start, value < end)
    if op == "in":
        return _within(value, kind, name)
    return {
        "lt": lambda: value < start,
        "lte": lambda: value < end,
        "gt": lambda: value >= end,
        "gte": lambda: value >= start,
    }[op]()


def _within(value: Expression, kind: FieldType, name: str) -> Clause:
    span = _unnested(kind, name)
    return select(true()).where(value >= span.c.since, value < span.c.until).exists()


def _unnested(kind: FieldType, name: str) -> FromClause:
    """Return the stretches of time of a leaf as rows."""
    many = ARRAY(_TYPES[kind])
    arrays = (bindparam(name, type_=many), bindparam(f"{name}_to", type_=many))
    spans = func.unnest(*(cast(array, many) for array in arrays))
    columns = (column("since", many.item_type), column("until", many.item_type))
    return spans.table_valued(*columns).render_derived()


def _any_or_all(test: Comparison, elements: Expression, name: str) -> Clause:
    """Return whether any, or each, of the values is among the elements of a list."""
    if test.field.type in SPANS:
        return _spans_among(test, elements, name)
    given = _like_all(elements, bindparam(name, type_=ARRAY(_TYPES[test.field.type])))
    if test.op != "contains_all":
        return elements.op("&&", return_type=Boolean())(given)
    # "Me" and "my team" are each one value, which any of their users fulfils.
    people = [bindparam(f"{name}_{who}", type_=ARRAY(Uuid())) for who in traits(test)]
    return and_(
        elements.op("@>", return_type=Boolean())(given),
        *(elements.op("&&", return_type=Boolean())(_like_all(elements, who)) for who in people),
    )


def _spans_among(test: Comparison, elements: Expression, name: str) -> Clause:
    span = _unnested(test.field.type, name)
    element = func.unnest(elements).column_valued(f"{name}_e")
    met = select(true()).where(element >= span.c.since, element < span.c.until).correlate(span)
    if test.op == "contains_all":
        return ~select(true()).select_from(span).where(~met.exists()).exists()
    return select(true()).select_from(span).where(met.exists()).exists()


def _like(value: Expression, given: Expression) -> Expression:
    """Return a parameter in the type of the value: ids in JSON are texts, numbers have a scale."""
    stored = value.type
    is_array = isinstance(given.type, ARRAY)
    wanted = given.type.item_type if isinstance(given.type, ARRAY) else given.type
    if isinstance(wanted, Uuid) and not isinstance(stored, Uuid):
        kind: TypeEngine[Any] = Text()
    elif isinstance(stored, Numeric) and not isinstance(wanted, Numeric):
        kind = Numeric()
    else:
        return given
    first, last = (ARRAY(wanted), ARRAY(kind)) if is_array else (wanted, kind)
    return cast(cast(given, first), last)


def _like_all(elements: Expression, given: Expression) -> Expression:
    assert isinstance(elements.type, ARRAY)  # noqa: S101 - made by `elements_of`
    kind = elements.type.item_type
    return cast(cast(given, given.type), ARRAY(kind))
