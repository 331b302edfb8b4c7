"""A page of a list as JSON: two statements at most, rows to JSON without an intermediate model."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

import orjson
from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import JSONB

from kontor_chassis.context import ReadContext
from kontor_chassis.database.state_tables import encoded
from kontor_chassis.database.unit_of_work import Row
from kontor_records.access.fields import masked as shown_masked
from kontor_records.access.rights import rights_of
from kontor_records.customizing import writing as own_fields
from kontor_records.lists.labels import labels_of
from kontor_records.lists.listing import Listing
from kontor_records.lists.order import place_of, started, types_of
from kontor_records.lists.selection import Selection, selected
from kontor_records.lists.sight import AnyType, Sight, sight_of
from kontor_records.lists.statement import (
    MOST_COUNTED,
    count_statement,
    marks_statement,
    page_statement,
)

MARK_EVERY: Final = 1_000
MOST_MARKS: Final = 100
Item = dict[str, Any]


async def page(ctx: ReadContext, record_type: AnyType, listing: Listing) -> bytes:
    """Return a page of records as JSON: `items`, `refs`, `next`, `prev`, `count` and `marks`.

    Raises:
        ActionForbidden: The reader may see no record of this type.
        CursorInvalid: The cursor is altered, or belongs to another list, order or reader.
        Refusal: The listing cannot be answered (`selected`).
    """
    sight = await sight_of(ctx, record_type, await rights_of(ctx))
    selection = await selected(ctx, sight, listing)
    rows, places = await _rows(ctx, selection)
    answer: dict[str, object] = {"items": shown(selection, rows), **places}
    answer["refs"] = await labels_of(ctx, replace(sight, fields=selection.fields), rows)
    if listing.count != "no":
        answer["count"] = await counted(ctx, selection, exactly=listing.count == "exact")
    if listing.marks and listing.cursor is None:
        answer["marks"] = await _marks(ctx, selection)
    return encoded(answer)


async def counted(ctx: ReadContext, selection: Selection, *, exactly: bool) -> int | str:
    """Return how many rows there are; `10,000+` where there are more and nobody insists."""
    statement = count_statement(selection.plan, exactly=exactly)
    row = await ctx.unit.one(statement, **selection.values)
    count: int = row["count"] if row else 0
    return count if exactly or count <= MOST_COUNTED else f"{MOST_COUNTED:,}+"


def shown(selection: Selection, rows: Sequence[Row]) -> list[Item]:
    """Return rows as items, ready to be encoded, cut to what the reader sees."""
    masked = selection.sight.masked & set(selection.fields)
    read = _reader(selection.plan.table, selection.fields, frozenset(masked))
    items = [read(row) for row in rows]
    if "custom" in selection.fields and "custom" not in masked:
        _cut_own(selection.sight, items, rows)
    return items


def _cut_own(sight: Sight, items: Sequence[Item], rows: Sequence[Row]) -> None:
    """Cut the tenant's own fields to what the reader sees, where anything is held back at all."""
    if sight.rights.readable(sight.record_type) is None:
        return
    for item, row in zip(items, rows, strict=True):
        item["custom"] = own_fields.cut(
            sight.rights, sight.record_type, orjson.loads(row["custom"])
        )


async def _rows(
    ctx: ReadContext, selection: Selection
) -> tuple[Sequence[Row], dict[str, str | None]]:
    listing, plan, seal = selection.listing, selection.plan, selection.sealed()
    at: list[Any] | None = None
    backward = False
    if listing.cursor is not None:
        types = types_of(selection.sight.record_type, plan.keys)
        backward, at = seal.opened(listing.cursor, types)
    elif listing.start is not None:
        at = started(selection.sight, listing.sort, plan.keys, listing.start)
    given = {f"k{place}": value for place, value in enumerate(at or ())}
    statement = page_statement(plan, place_of(at, backward=backward) if at else None)
    rows = await ctx.unit.all(statement, rows=listing.limit + 1, **given, **selection.values)
    more, rows = len(rows) > listing.limit, rows[: listing.limit]
    if backward:
        rows = rows[::-1]
    has_next, has_prev = (bool(rows), more) if backward else (more, at is not None and bool(rows))

    def cursor(row: Row, *, backward: bool = False) -> str:
        return seal.closed([row[key.column] for key in plan.keys], backward=backward)

    return rows, {
        "next": cursor(rows[-1]) if has_next else None,
        "prev": cursor(rows[0], backward=True) if has_prev else None,
    }


async def _marks(ctx: ReadContext, selection: Selection) -> list[str]:
    """Return the cursors of the pages that begin behind every 1,000th row."""
    plan, seal = selection.plan, selection.sealed()
    rows = await ctx.unit.all(
        marks_statement(plan), rows=MARK_EVERY * MOST_MARKS, step=MARK_EVERY, **selection.values
    )
    return [seal.closed([row[key.column] for key in plan.keys]) for row in rows]


@lru_cache(maxsize=1024)
def _reader(table: Table, fields: tuple[str, ...], masked: frozenset[str]) -> Callable[[Row], Item]:
    """Return the function that makes an item of a row, planned once for all rows of a list."""
    nested = {name for name in fields if name in table.c and _is_json(table, name)}
    plain = tuple(name for name in fields if name in table.c and name not in nested | masked)
    opened = tuple(name for name in fields if name in nested - masked)
    money = tuple(
        (name, f"{name}_minor", f"{name}_currency") for name in fields if name not in table.c
    )

    def read(row: Row) -> Item:
        item: Item = dict.fromkeys(fields)
        for name in plain:
            item[name] = row[name]
        for name in opened:
            if (value := row[name]) is not None:
                item[name] = orjson.Fragment(value)
        for name, minor, currency in money:
            if (amount := row[minor]) is not None and name not in masked:
                item[name] = {"minor": amount, "currency": row[currency]}
        for name in masked:
            item[name] = None if name in nested or name not in table.c else shown_masked(row[name])
        return item

    return read


def _is_json(table: Table, name: str) -> bool:
    return isinstance(table.c[name].type, JSONB)
