"""Looking through views: those one sees, and a listing with the filter and order of one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from kontor_chassis.context import ReadContext
from kontor_chassis.database.state_tables import encoded, json_fields
from kontor_chassis.errors import RecordUnknown
from kontor_records.access.rights import rights_of
from kontor_records.lists.errors import ViewBroken
from kontor_records.lists.listing import Listing
from kontor_records.lists.sight import AnyType, Sight, sight_of
from kontor_records.lists.tables import SAVED_VIEW
from kontor_records.lists.view_check import broken_paths
from kontor_records.lists.views import READ_VIEWS, is_visible, view_of

_Row = Mapping[str, Any]


async def views_json(ctx: ReadContext, record_type: AnyType) -> bytes:
    """Return the views of a type that somebody sees as JSON, each with what is `broken` in it."""
    sight = await sight_of(ctx, record_type, await rights_of(ctx))
    items = [
        {**json_fields(SAVED_VIEW, row), "broken": broken_paths(sight, *_asked(row))}
        for row in await _visible(ctx, sight)
    ]
    return encoded({"items": items})


async def with_view(ctx: ReadContext, sight: Sight, listing: Listing) -> Listing:
    """Return a listing through the view it names, by id or slug; one's own slug comes first.

    Raises:
        RecordUnknown: There is no such view, or one does not see it.
        ViewBroken: It asks for what is no longer there, or not for this reader.
    """
    if listing.view is None:
        return listing
    rows = await _visible(ctx, sight)
    named = [row for row in rows if listing.view in {str(row["id"]), row["slug"]}]
    if not named:
        raise RecordUnknown
    row = min(named, key=lambda found: found["owner"] != sight.rights.user)
    condition, sort = _asked(row)
    if paths := broken_paths(sight, condition, sort):
        raise ViewBroken(paths=paths)
    columns = [name for name in orjson.loads(row["columns"]) if name in sight.fields]
    return replace(
        listing,
        also=() if condition is None else (condition,),
        sort=listing.sort or tuple(sort),
        fields=listing.fields or tuple(columns),
    )


async def _visible(ctx: ReadContext, sight: Sight) -> list[_Row]:
    rows = await ctx.unit.all(READ_VIEWS, record=sight.record_type.record)
    return [row for row in rows if is_visible(sight.rights, view_of(ctx.service, row))]


def _asked(row: _Row) -> tuple[Any, list[str]]:
    condition = None if row["filter"] is None else orjson.loads(row["filter"])
    return condition, orjson.loads(row["sort"])
