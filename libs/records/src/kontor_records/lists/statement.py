"""The statements of lists: compiled once per type, condition, order, rights and direction.

A page begins behind a row, however deep it is, and goes on in either direction. Empty values come
last in both directions, so a page over an order that may be empty is read in two parts, the set
ones and the empty ones: each of them stands in one index in one order, read forth or back. The
parts are appended lazily and in order: a statement that sets the tenant never runs in parallel.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
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

# Any: a list has columns of all types.
Expression = ColumnElement[Any]
Clause = ColumnElement[bool]

MOST_COUNTED: Final = 10_000
"""A count is exact up to here."""


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order."""

    column: str
    descending: bool
    may_be_empty: bool


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


def kept(key: Hashable, compile_it: Callable[[], Statement]) -> Statement:
    """Return a statement that is compiled once and kept by its key.

    The key alone is kept with it: a clause may hold the rights of whoever asked first.
    """
    statement = _KEPT.get(key)
    if statement is None:
        if len(_KEPT) >= _MOST_KEPT:
            del _KEPT[next(iter(_KEPT))]
        statement = _KEPT[key] = compile_it()
    return statement


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
_MOST_KEPT: Final = 4096
_KEPT: Final[dict[Hashable, Statement]] = {}


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
    if empty is not None:
        first = columns[plan.keys[0].column]
        rows = rows.where(first.is_(None) if empty else first.is_not(None))
    if empty:
        keys = keys[1:]
    if place is not None:
        rows = rows.where(_beyond(columns, keys, place, is_set=empty is False))
    order = [
        _ordered(columns[key.column], key, backward=backward, is_set=empty is False and at == 0)
        for at, key in keys
    ]
    return rows.order_by(*order).limit(ROWS)


def _ordered(column: Expression, key: Key, *, backward: bool, is_set: bool = False) -> Expression:
    ordered = column.desc() if key.descending is not backward else column.asc()
    if is_set or not key.may_be_empty:
        return ordered
    return ordered.nulls_first() if backward else ordered.nulls_last()


def _beyond(columns: Any, keys: Sequence[tuple[int, Key]], place: Place, *, is_set: bool) -> Clause:
    """Return whether a row lies beyond the one a page follows, in the page's direction."""
    each = [
        (columns[key.column], bindparam(f"k{at}", type_=columns[key.column].type), key, at)
        for at, key in keys
    ]
    one_way = len({key.descending for *_, key, _ in each}) == 1
    is_plain = all(not key.may_be_empty or (is_set and at == 0) for *_, key, at in each)
    if one_way and is_plain:
        here, there = tuple_(*(one[0] for one in each)), tuple_(*(one[1] for one in each))
        return here < there if each[0][2].descending is not place.backward else here > there
    chain: list[Clause] = []
    same: list[Clause] = []
    for column, value, key, at in each:
        may_be_empty = key.may_be_empty and not (is_set and at == 0)
        further = _further(column, value, key, place=place, at=at, may_be_empty=may_be_empty)
        if further is not None:
            chain.append(and_(*same, further))
        same.append(column.is_(None) if place.empty[at] else column == value)
    column, value, key, at = each[0]
    if place.empty[at]:
        return or_(*chain)
    # Said again for the index, which no OR can use.
    down = key.descending is not place.backward
    bound = column <= value if down else column >= value
    if key.may_be_empty and not is_set and not place.backward:
        bound = or_(bound, column.is_(None))
    return and_(bound, or_(*chain))


def _further(
    column: Expression, value: Expression, key: Key, *, place: Place, at: int, may_be_empty: bool
) -> Clause | None:
    if place.empty[at]:
        # Nothing comes after the empty ones, everything that is set before them.
        return column.is_not(None) if place.backward else None
    beyond = column < value if key.descending is not place.backward else column > value
    return or_(beyond, column.is_(None)) if may_be_empty and not place.backward else beyond
