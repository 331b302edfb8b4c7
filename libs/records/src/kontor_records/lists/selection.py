"""The rows a reader asked for and may see: a listing, resolved to one plan and its parameters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, Uuid, bindparam, func
from sqlalchemy.dialects.postgresql import ARRAY

from kontor_chassis.context import ReadContext
from kontor_chassis.errors import Refusal
from kontor_chassis.validation import pointer_part
from kontor_records.conditions import sql
from kontor_records.conditions.binding import Bound, Every, bind
from kontor_records.conditions.errors import FieldUnknown
from kontor_records.conditions.parameters import leaves, values
from kontor_records.lists.cursor import Seal
from kontor_records.lists.listing import Listing, Simple
from kontor_records.lists.order import order_of
from kontor_records.lists.sight import Sight
from kontor_records.lists.simple import leaf_of
from kontor_records.lists.statement import Plan, Restriction
from kontor_records.lists.viewing import with_view
from kontor_records.search.searching import search

MOST_FOUND: Final = 200
"""Records that words are looked up for: the best hits, in the order of the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The rows a reader asked for and may see.

    Attributes:
        ctx: Who asks.
        sight: What the reader sees of the type.
        listing: What is asked for, the saved view unfolded.
        fields: The fields of an item.
        plan: What the statements depend on.
        values: The parameters of all of them.
    """

    ctx: ReadContext
    sight: Sight
    listing: Listing
    fields: tuple[str, ...]
    plan: Plan
    values: Mapping[str, object]

    def sealed(self, *besides: Simple) -> Seal:
        """Return the seal of the cursors of this list, or of the part of it that is meant."""
        asked = self.listing
        return Seal.of(
            self.ctx.secret,
            self.sight.record_type.record,
            str(self.ctx.principal.subject),
            str(self.ctx.tenant),
            [(key.column, key.descending) for key in self.plan.keys],
            [asked.filter, *asked.also, asked.q],
            sorted((each.field, each.op, each.text) for each in (*asked.simple, *besides)),
        )


async def selected(ctx: ReadContext, sight: Sight, listing: Listing) -> Selection:
    """Return the rows a listing asks for, as far as the reader may see them.

    Raises:
        ConditionInvalid, ConditionTooLarge, OpNotAllowed: The filter is none.
        FieldUnknown: A field is not there, or the reader may not know of it.
        NotSortable: Lists are not sorted by a field.
        QueryTooShort: The words are too few.
        RecordUnknown, ViewBroken: There is no such view, or it cannot be run.
    """
    listing = await with_view(ctx, sight, listing)
    record_type = sight.record_type
    fields = _fields(sight, listing.fields)
    keys = order_of(sight, listing.sort)
    bound = condition_of(sight, listing)
    restrictions, given = sight.restrictions, dict(sight.values)
    if bound is not None:
        restrictions = (*restrictions, restriction_of(bound, sight))
        given |= values(bound, sight.moment)
    if listing.q is not None:
        restrictions = (*restrictions, _FOUND)
        given["found"] = await _found(ctx, sight, listing.q)
    columns = dict.fromkeys([*columns_of(record_type.table, fields), *(key.column for key in keys)])
    return Selection(
        ctx=ctx,
        sight=sight,
        listing=listing,
        fields=fields,
        plan=Plan(record_type.table, tuple(columns), keys, restrictions),
        values=given,
    )


_FOUND: Final = Restriction(
    "found", lambda table: table.c.id == func.any(bindparam("found", type_=ARRAY(Uuid())))
)


async def _found(ctx: ReadContext, sight: Sight, words: str) -> list[UUID]:
    if not sight.record_type.has("search"):
        raise FieldUnknown(path="/q")
    return [hit.id for hit in await search(ctx, [sight.record_type], words, MOST_FOUND)]


def condition_of(sight: Sight, listing: Listing) -> Bound | None:
    """Return the condition of a listing: its filter, its view's, and all simple comparisons.

    Raises:
        ConditionInvalid, ConditionTooLarge, FieldUnknown, OpNotAllowed: One of them is none.
    """
    trees = (*listing.also, *(() if listing.filter is None else (listing.filter,)))
    parts = [bind(tree, sight.vocabulary) for tree in trees]
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
