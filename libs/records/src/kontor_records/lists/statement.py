"""The statements of lists: compiled once per type, condition, order, rights and direction.

A page begins behind a row, however deep it is, and goes on in either direction. Empty values come
last in both directions, so a page over an order that may be empty is read in two parts, the set
ones and the empty ones: each of them stands in one index in one order, read forth or back. The
parts are appended lazily and in order: a statement that sets the tenant never runs in parallel.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import (
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_records.storage.kept import kept

# Any: a list has columns of all types.
Expression = ColumnElement[Any]
Clause = ColumnElement[bool]

MOST_COUNTED: Final = 10_000
"""A count is exact up to here."""


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order.

    Attributes:
        column: Its name.
        descending: Whether the largest comes first.
        may_be_empty: Whether rows may have no value there.
        is_twin: Whether it is empty exactly where the one before it is.
    """

    column: str
    descending: bool
    may_be_empty: bool
    is_twin: bool = False


@dataclass(frozen=True, slots=True)
class Restriction:
    """Which rows are in a list: two of one shape have one clause and differ in parameters."""

    shape: Hashable
    clause: Callable[[FromClause], Clause]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: behind a row, seen in one direction.

    Attributes:
        empty: Of each column of the order, whether that row has no value there.
        backward: Whether the page is the one before that row.
    """

    empty: tuple[bool, ...]
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What the statements of a list depend on.

    Attributes:
        table: The table of the record type.
        columns: What is read of each row.
        keys: The order; its last column tells any two rows apart.
        restrictions: The condition, the rights, and whatever else cuts the list.
    """

    table: Table
    columns: tuple[str, ...]
    keys: tuple[Key, ...]
    restrictions: tuple[Restriction, ...] = ()

    @property
    def shape(self) -> Hashable:
        """What plans that share their statements have in common."""
        shapes = tuple(restriction.shape for restriction in self.restrictions)
        return (self.table, self.columns, self.keys, shapes)


def page_statement(plan: Plan, place: Place | None = None) -> Statement:
    """Return the statement of a page; its parameters are `rows`, `k0` … of the row it follows."""
    return kept(("page", plan.shape, place), lambda: _page(plan, place))


def count_statement(plan: Plan, *, exactly: bool) -> Statement:
    """Return the statement that counts a list, by default no further than one more than shown."""
    return kept(("count", exactly, plan.shape), lambda: _count(plan, exactly=exactly))


def marks_statement(plan: Plan) -> Statement:
    """Return the statement of every `step`th row of a list, as far as `rows`."""
    return kept(("marks", plan.shape), lambda: _marks(plan))


ROWS = bindparam("rows", type_=Integer())


def _page(plan: Plan, place: Place | None) -> Statement:
    parts = _parts(plan, place)
    if len(parts) == 1:
        return scoped(parts[0])
    together = union_all(*(select(part.subquery()) for part in parts)).subquery("u")
    return scoped(select(together).limit(ROWS))


def _count(plan: Plan, *, exactly: bool) -> Statement:
    rows = rows_of(plan, [literal_column("1").label("one")])
    if not exactly:
        rows = rows.limit(MOST_COUNTED + 1)
    counted: Select[Any] = select(func.count().label("count")).select_from(rows.subquery())
    return scoped(counted)


def _marks(plan: Plan) -> Statement:
    columns = [plan.table.c[key.column] for key in plan.keys]
    order = ordering(plan)
    step = bindparam("step", type_=Integer())
    # The limit stands below the numbering, so that not the whole list is numbered.
    first = rows_of(plan, columns).order_by(*order).limit(ROWS).subquery("f")
    again = [_ordered(first.c[key.column], key, backward=False) for key in plan.keys]
    number = func.row_number().over(order_by=again).label("n")
    numbered = select(first, number).subquery("m")
    chosen = select(*(numbered.c[key.column] for key in plan.keys))
    return scoped(chosen.where(func.mod(numbered.c.n, step) == 0).order_by(numbered.c.n))


def rows_of(plan: Plan, columns: Sequence[Expression]) -> Select[Any]:
    """Return the rows of a list, in no order."""
    table = plan.table
    return select(*columns).where(
        table.c.tenant_id == TENANT,
        table.c.deleted_at.is_(None),
        table.c.merged_into.is_(None),
        *(restriction.clause(table) for restriction in plan.restrictions),
    )


def ordering(plan: Plan) -> list[Expression]:
    """Return the order of a list, empty values last."""
    return [_ordered(plan.table.c[key.column], key, backward=False) for key in plan.keys]


def _parts(plan: Plan, place: Place | None) -> list[Select[Any]]:
    backward = place is not None and place.backward
    if not plan.keys[0].may_be_empty:
        return [_part(plan, place, backward=backward)]
    order = (True, False) if backward else (False, True)
    if place is not None:
        at = order.index(place.empty[0])
        return [
            _part(plan, place if empty is place.empty[0] else None, backward=backward, empty=empty)
            for empty in order[at:]
        ]
    return [_part(plan, None, backward=backward, empty=empty) for empty in order]


def _part(
    plan: Plan, place: Place | None, *, backward: bool, empty: bool | None = None
) -> Select[Any]:
    """Return one part of a page: the rows whose first key is set, or those where it is empty."""
    columns = plan.table.c
    rows = rows_of(plan, [columns[name] for name in plan.columns])
    keys = list(enumerate(plan.keys))
    # All rows of a part are alike in this: so many keys are set, or are empty.
    alike = 0 if empty is None else _width(plan.keys)
    if empty is not None:
        first = columns[plan.keys[0].column]
        rows = rows.where(first.is_(None) if empty else first.is_not(None))
    if place is not None:
        given = keys[alike:] if empty else keys
        rows = rows.where(_beyond(columns, given, place, set_keys=0 if empty else alike))
    # Empty keys stay in the order: only so the planner sees that it is the index's.
    order = [
        _ordered(columns[key.column], key, backward=backward, is_alike=at < alike)
        for at, key in keys
    ]
    return rows.order_by(*order).limit(ROWS)


def _width(keys: Sequence[Key]) -> int:
    """Return how many keys the first field takes."""
    return next(at for at, key in enumerate(keys) if at and not key.is_twin)


def _ordered(column: Expression, key: Key, *, backward: bool, is_alike: bool = False) -> Expression:
    ordered = column.desc() if key.descending is not backward else column.asc()
    if is_alike or not key.may_be_empty:
        return ordered
    return ordered.nulls_first() if backward else ordered.nulls_last()


def _beyond(
    columns: Any, keys: Sequence[tuple[int, Key]], place: Place, *, set_keys: int
) -> Clause:
    """Return whether a row lies beyond the one a page follows, in the page's direction."""
    each = [
        _Step(
            columns[key.column],
            bindparam(f"k{at}", type_=columns[key.column].type),
            may_be_empty=key.may_be_empty and at >= set_keys,
            is_empty=place.empty[at],
            down=key.descending is not place.backward,
            backward=place.backward,
        )
        for at, key in keys
    ]
    first = each[0]
    if len({step.down for step in each}) == 1 and not any(step.may_be_empty for step in each):
        here = tuple_(*(step.column for step in each))
        there = tuple_(*(step.value for step in each))
        return here < there if first.down else here > there
    chain: list[Clause] = []
    same: list[Clause] = []
    for step in each:
        if (further := step.further()) is not None:
            chain.append(and_(*same, further))
        same.append(step.same())
    if first.is_empty:
        return or_(*chain)
    # Said again for the index, which no OR can use.
    bound = first.column <= first.value if first.down else first.column >= first.value
    if first.may_be_empty and not first.backward:
        bound = or_(bound, first.column.is_(None))
    return and_(bound, or_(*chain))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One column of a row compared with that of the row a page follows."""

    column: Expression = field(kw_only=False)
    value: Expression = field(kw_only=False)
    may_be_empty: bool
    is_empty: bool
    down: bool
    backward: bool

    def same(self) -> Clause:
        return self.column.is_(None) if self.is_empty else self.column == self.value

    def further(self) -> Clause | None:
        """Return whether the row is further on by this column alone; None where none can be."""
        if self.is_empty:
            # Nothing comes after the empty ones, everything that is set before them.
            return self.column.is_not(None) if self.backward else None
        beyond = self.column < self.value if self.down else self.column > self.value
        if self.may_be_empty and not self.backward:
            return or_(beyond, self.column.is_(None))
        return beyond
