"""The two statements of a board: all counts and sums, and the first cards of every column."""

from typing import Any

from sqlalchemy import Select, bindparam, cast, column, func, select, true, union_all
from sqlalchemy.dialects.postgresql import ARRAY

from kontor_chassis.database.statements import Statement, scoped
from kontor_records.lists.statement import ROWS, Plan, ordering, rows_of
from kontor_records.storage.kept import kept


def totals_statement(plan: Plan, group: str, sums: tuple[str, ...]) -> Statement:
    """Return the statement of `key`, `count`, and of each sum `currency<n>` and `sum<n>`.

    A column comes in several rows where its amounts are in several currencies.
    """
    return kept(("totals", plan.shape, group, sums), lambda: _totals(plan, group, sums))


def cards_statement(plan: Plan, group: str, *, with_none: bool) -> Statement:
    """Return the statement of the first `rows` rows of each of the columns `keys`.

    Args:
        plan: The list.
        group: The field whose values are the columns.
        with_none: Whether the rows without a value have a column too.
    """
    key = ("cards", with_none, plan.shape, group)
    return kept(key, lambda: _cards(plan, group, with_none=with_none))


def _totals(plan: Plan, group: str, sums: tuple[str, ...]) -> Statement:
    columns = plan.table.c
    key = columns[group]
    currencies = [columns[f"{name}_currency"] for name in sums]
    amounts = [func.sum(columns[f"{name}_minor"]) for name in sums]
    totals = rows_of(
        plan,
        [
            key.label("key"),
            func.count().label("count"),
            *(found.label(f"currency{place}") for place, found in enumerate(currencies)),
            *(found.label(f"sum{place}") for place, found in enumerate(amounts)),
        ],
    )
    return scoped(totals.group_by(key, *currencies))


def _cards(plan: Plan, group: str, *, with_none: bool) -> Statement:
    wanted = plan.table.c[group]
    many = ARRAY(wanted.type)
    keys = func.unnest(cast(bindparam("keys", type_=many), many))
    each = keys.table_valued(column("key", wanted.type)).render_derived("keys")
    # Key by key: each column is a stretch of one index, read as far as it is shown.
    of_key = _first(plan).where(wanted == each.c.key).lateral("of_key")
    cards = select(of_key).select_from(each).join(of_key, true())
    if not with_none:
        return scoped(select(cards.subquery("cards")))
    # The empty key stands in the order only to show the planner whose index it is.
    empty = wanted.desc() if plan.keys[0].descending else wanted.asc()
    of_none = _first(plan, empty).where(wanted.is_(None)).subquery("of_none")
    return scoped(select(union_all(cards, select(of_none)).subquery("cards")))


def _first(plan: Plan, *before: Any) -> Select[Any]:
    rows = rows_of(plan, [plan.table.c[name] for name in plan.columns])
    return rows.order_by(*before, *ordering(plan)).limit(ROWS)
