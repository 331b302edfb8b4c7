"""Boards: a list as columns of a choice or a reference, with counts, sums and the first cards.

Counts and sums are over all rows the reader may see, never over the cards shown. Sums never mix
currencies. A column goes on as a list: its cursor belongs to the listing with the same filter and
order and `<group_by>=<key>` besides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import ReadContext
from kontor_chassis.database.state_tables import encoded
from kontor_chassis.database.unit_of_work import Row
from kontor_records.access.rights import rights_of
from kontor_records.conditions.errors import FieldUnknown
from kontor_records.conditions.fields import FieldType
from kontor_records.conditions.text_order import text_key
from kontor_records.declaration.field_spec import FieldSpec
from kontor_records.lists.board_statement import cards_statement, totals_statement
from kontor_records.lists.errors import NotGroupable, TooManyColumns
from kontor_records.lists.labels import labels_of
from kontor_records.lists.listing import Listing, Simple, given_once, listing_of
from kontor_records.lists.page import shown
from kontor_records.lists.selection import Selection, selected
from kontor_records.lists.sight import AnyType, Sight, sight_of

MOST_COLUMNS: Final = 50
CARDS: Final = 30
_GROUPED: Final = (FieldType.CHOICE, FieldType.REFERENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardListing:
    """What a board is asked for.

    Attributes:
        listing: Which records, in which order, how many cards a column.
        group_by: The field whose values are the columns; the type's first where none is named.
        sums: The amounts to sum; those of the type where none are named.
    """

    listing: Listing
    group_by: str | None = None
    sums: tuple[str, ...] | None = None


@dataclass(slots=True, kw_only=True)
class _Column:
    """What is known of one column."""

    count: int = 0
    sums: dict[str, dict[str, int]] = field(default_factory=dict)


def board_listing_of(query: Iterable[tuple[str, str]]) -> BoardListing:
    """Return the board listing of a query's names and values.

    Raises:
        Faults, JsonMalformed, TooManySorts: As for a list.
    """
    given = given_once(query)
    sums = given.pop("sum", None)
    group_by = given.pop("group_by", None)
    return BoardListing(
        listing=listing_of(given.items(), limit=CARDS),
        group_by=group_by,
        sums=None if sums is None else tuple(dict.fromkeys(filter(None, sums.split(",")))),
    )


async def board(ctx: ReadContext, record_type: AnyType, asked: BoardListing) -> bytes:
    """Return a board as JSON: `group_by`, `columns`, `refs`.

    Raises:
        ActionForbidden: The reader may see no record of this type.
        FieldUnknown: A field is not there, or the reader may not know of it.
        NotGroupable: The columns of a board cannot be the values of this field.
        TooManyColumns: There would be more than 50.
    """
    sight = await sight_of(ctx, record_type, await rights_of(ctx))
    group = _group_field(sight, asked.group_by)
    sums = _sums(sight, asked.sums)
    listing = replace(asked.listing, fields=_card_fields(sight, asked.listing, group.name))
    selection = await selected(ctx, sight, listing)
    columns = await _totals(ctx, selection, group, sums)
    rows = await _cards(ctx, selection, group, list(columns), listing.limit)
    refs = await labels_of(ctx, replace(sight, fields=selection.fields), rows)
    order = _order(group, columns, refs)
    by_column: dict[Any, list[Row]] = {key: [] for key in order}
    for row in rows:
        by_column[row[group.name]].append(row)
    answer = [
        {
            "key": key,
            "order": place,
            "count": columns[key].count,
            "sums": columns[key].sums,
            **_shown(selection, group, by_column[key]),
        }
        for place, key in enumerate(order)
    ]
    return encoded({"group_by": group.name, "columns": answer, "refs": refs})


def _group_field(sight: Sight, name: str | None) -> FieldSpec:
    declared = sight.record_type.board
    name = name or (declared.group_by[0] if declared and declared.group_by else None)
    if name is None:
        raise NotGroupable(field=None)
    known = sight.vocabulary.fields.get(name)
    if known is None:
        raise FieldUnknown(path="/group_by")
    spec = sight.record_type.fields.get(name)
    is_declared = declared is not None and name in declared.group_by
    if spec is None or known.is_list or not (known.type in _GROUPED or is_declared):
        raise NotGroupable(field=name)
    return spec


def _sums(sight: Sight, wanted: tuple[str, ...] | None) -> tuple[str, ...]:
    """Return the amounts that are summed: of those nobody named, the ones the reader may see."""
    declared = sight.record_type.board
    names = wanted if wanted is not None else declared.sums if declared else ()
    seen = [name for name in names if name in sight.vocabulary.fields]
    if wanted is not None and len(seen) < len(wanted):
        raise FieldUnknown(path="/sum")
    for name in seen:
        if f"{name}_minor" not in sight.record_type.table.c:
            raise NotGroupable(field=name)
    return tuple(seen)


def _card_fields(sight: Sight, listing: Listing, group: str) -> tuple[str, ...]:
    declared = sight.record_type.board
    wanted = listing.fields or (
        sight.record_type.title,
        *(declared.card if declared else ()),
    )
    seen = wanted if listing.fields else tuple(name for name in wanted if name in sight.fields)
    extra = ("version", group, f"{group}_since", "blocked_reason")
    return tuple(dict.fromkeys((*seen, *(name for name in extra if name in sight.fields))))


async def _totals(
    ctx: ReadContext, selection: Selection, group: FieldSpec, sums: Sequence[str]
) -> dict[Any, _Column]:
    statement = totals_statement(selection.plan, group.name, tuple(sums))
    columns: dict[Any, _Column] = {key: _Column() for key in group.choices}
    for row in await ctx.unit.all(statement, **selection.values):
        column = columns.setdefault(row["key"], _Column())
        column.count += row["count"]
        for place, name in enumerate(sums):
            if (currency := row[f"currency{place}"]) is not None:
                total = column.sums.setdefault(name, {})
                total[currency] = total.get(currency, 0) + int(row[f"sum{place}"])
        if len(columns) > MOST_COLUMNS:
            raise TooManyColumns(most=MOST_COLUMNS)
    return columns


async def _cards(
    ctx: ReadContext, selection: Selection, group: FieldSpec, keys: Sequence[Any], limit: int
) -> Sequence[Row]:
    statement = cards_statement(selection.plan, group.name, with_none=None in keys)
    named = [key for key in keys if key is not None]
    return await ctx.unit.all(statement, rows=limit + 1, keys=named, **selection.values)


def _order(
    group: FieldSpec, columns: Mapping[Any, _Column], refs: Mapping[str, Mapping[str, object]]
) -> list[Any]:
    """Return the keys in the order of declaration, or by what the records are called."""
    declared = {value: place for place, value in enumerate(group.choices)}

    def place(key: Any) -> tuple[bool, int, str]:
        label = refs.get(f"{group.target}:{key}", {}).get("title") or key
        return key is None, declared.get(key, len(declared)), text_key(str(label))

    return sorted(columns, key=place)


def _shown(selection: Selection, group: FieldSpec, rows: Sequence[Row]) -> dict[str, object]:
    """Return the cards of a column, and the cursor of the list that goes on where they end."""
    limit = selection.listing.limit
    more, rows = len(rows) > limit, rows[:limit]
    cards = shown(selection, rows)
    since = f"{group.name}_since"
    for card, row in zip(cards, rows, strict=True):
        if since in selection.fields and isinstance(row[since], datetime):
            card["age_s"] = max(0, int((selection.ctx.now - row[since]).total_seconds()))
    cursor = None
    if more:
        seal = selection.sealed(_column(group, rows[-1][group.name]))
        cursor = seal.closed([rows[-1][key.column] for key in selection.plan.keys])
    return {"cards": cards, "cursor": cursor}


def _column(group: FieldSpec, key: str | UUID | None) -> Simple:
    """Return the comparison by which a list shows one column."""
    if key is None:
        return Simple(field=group.name, op="is_empty", text="")
    return Simple(field=group.name, op="eq", text=str(key))
