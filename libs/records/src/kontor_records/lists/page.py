"""A page of a list as JSON: two statements at most, rows to JSON without an intermediate model."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import orjson
from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import JSONB

from kontor_chassis.context import ReadContext
from kontor_chassis.database.state_tables import encoded
from kontor_chassis.database.unit_of_work import Row
from kontor_chassis.errors import Refusal
from kontor_chassis.validation import pointer_part
from kontor_records.access.fields import masked as shown_masked
from kontor_records.access.rights import rights_of
from kontor_records.conditions import sql
from kontor_records.conditions.binding import Bound, Every, bind
from kontor_records.conditions.errors import FieldUnknown
from kontor_records.conditions.parameters import leaves, values
from kontor_records.lists.cursor import Seal
from kontor_records.lists.labels import labels_of
from kontor_records.lists.listing import Listing, Simple
from kontor_records.lists.order import order_of, place_of, started, types_of
from kontor_records.lists.sight import AnyType, Sight, sight_of
from kontor_records.lists.simple import leaf_of
from kontor_records.lists.statement import (
    MOST_COUNTED,
    Plan,
    Restriction,
    count_statement,
    marks_statement,
    page_statement,
)

MARK_EVERY: Final = 1_000
MOST_MARKS: Final = 100
Item = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The rows a reader asked for and may see: the statements' plan and their parameters."""

    sight: Sight
    plan: Plan
    values: Mapping[str, object]
    fields: tuple[str, ...]
    ctx: ReadContext

    def sealed(self, listing: Listing) -> Seal:
        """Return the seal of the cursors of a listing in this order."""
        return Seal.of(
            self.ctx.secret,
            self.sight.record_type.record,
            str(self.ctx.principal.subject),
            str(self.ctx.tenant),
            [(key.column, key.descending) for key in self.plan.keys],
            listing.filter,
            sorted((each.field, each.op, each.text) for each in listing.simple),
        )


async def page(ctx: ReadContext, record_type: AnyType, listing: Listing) -> bytes:
    """Return a page of records as JSON: `items`, `refs`, `next`, `prev`, `count` and `marks`.

    Raises:
        ActionForbidden: The reader may see no record of this type.
        ConditionInvalid, ConditionTooLarge, OpNotAllowed: The filter is none.
        CursorInvalid: The cursor is altered, or belongs to another list, order or reader.
        FieldUnknown: A field is not there, or the reader may not know of it.
        NotSortable: Lists are not sorted by a field.
    """
    sight = sight_of(ctx, record_type, await rights_of(ctx))
    selection = selected(ctx, sight, listing)
    rows, places = await _rows(ctx, selection, listing)
    items = shown(selection, rows)
    answer: dict[str, object] = {"items": items, **places}
    answer["refs"] = await labels_of(ctx, replace(sight, fields=selection.fields), rows)
    if listing.count != "no":
        answer["count"] = await counted(ctx, selection, exactly=listing.count == "exact")
    if listing.marks and listing.cursor is None:
        answer["marks"] = await _marks(ctx, selection, listing)
    return encoded(answer)


def selected(ctx: ReadContext, sight: Sight, listing: Listing) -> Selection:
    """Return the rows a listing asks for, as far as the reader may see them."""
    record_type = sight.record_type
    fields = _fields(sight, listing.fields)
    keys = order_of(sight, listing.sort)
    bound = condition_of(sight, listing)
    restrictions, given = sight.restrictions, dict(sight.values)
    if bound is not None:
        restrictions = (*restrictions, restriction_of(bound, sight))
        given |= values(bound, sight.moment)
    columns = dict.fromkeys([*columns_of(record_type.table, fields), *(key.column for key in keys)])
    return Selection(
        sight=sight,
        plan=Plan(record_type.table, tuple(columns), keys, restrictions),
        values=given,
        fields=fields,
        ctx=ctx,
    )


def condition_of(sight: Sight, listing: Listing) -> Bound | None:
    """Return the condition of a listing: its filter and all of its simple comparisons.

    Raises:
        ConditionInvalid, ConditionTooLarge, FieldUnknown, OpNotAllowed: One of them is none.
    """
    parts = [] if listing.filter is None else [bind(listing.filter, sight.vocabulary)]
    parts += [_simple(each, sight) for each in listing.simple]
    if len(parts) < 2:
        return parts[0] if parts else None
    return Every(parts=tuple(parts))


def _simple(asked: Simple, sight: Sight) -> Bound:
    try:
        return bind(leaf_of(asked, sight.vocabulary), sight.vocabulary)
    except Refusal as refused:
        if "path" not in refused.params:
            raise
        # It names a place in a tree that nobody sent: here it is the name in the query.
        params: dict[str, Any] = {**refused.params, "path": f"/{pointer_part(asked.field)}"}
        raise type(refused)(**params) from None


def restriction_of(bound: Bound, sight: Sight, prefix: str = "c") -> Restriction:
    """Return a bound condition as a restriction of a list."""
    paths = sorted({test.field.related for test in leaves(bound)} - {""})
    behind = sight.behind
    return Restriction(
        ("condition", prefix, sql.shape(bound), *((path, behind[path].shape) for path in paths)),
        lambda table: sql.clause(bound, table, prefix=prefix, behind=behind),
    )


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
    return [read(row) for row in rows]


async def _rows(
    ctx: ReadContext, selection: Selection, listing: Listing
) -> tuple[Sequence[Row], dict[str, str | None]]:
    plan, seal = selection.plan, selection.sealed(listing)
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


async def _marks(ctx: ReadContext, selection: Selection, listing: Listing) -> list[str]:
    """Return the cursors of the pages that begin behind every 1,000th row."""
    plan, seal = selection.plan, selection.sealed(listing)
    rows = await ctx.unit.all(
        marks_statement(plan), rows=MARK_EVERY * MOST_MARKS, step=MARK_EVERY, **selection.values
    )
    return [seal.closed([row[key.column] for key in plan.keys]) for row in rows]


def _fields(sight: Sight, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Return the fields of an item: those asked for, the id with them, else all that are seen."""
    if not wanted:
        return sight.fields
    known = set(sight.fields)
    for name in wanted:
        if name not in known:
            raise FieldUnknown(path="/fields")
    return tuple(dict.fromkeys(("id", *wanted)))


def columns_of(table: Table, fields: Sequence[str]) -> list[str]:
    """Return the columns in which fields stand."""
    return [
        name
        for field in fields
        for name in ([field] if field in table.c else [f"{field}_minor", f"{field}_currency"])
    ]


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
