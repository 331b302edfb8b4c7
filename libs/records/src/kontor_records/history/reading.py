"""A record's history: who changed what from what to what, and why, as far as the reader may see."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ARRAY, BigInteger, Integer, Uuid, any_, bindparam, func, select

from kontor_chassis.context import ReadContext
from kontor_chassis.database.state_tables import encoded
from kontor_chassis.database.statements import TENANT, scoped
from kontor_records.access.fields import NEVER_SHOWN, masked
from kontor_records.access.rights import Rights, rights_of
from kontor_records.customizing.own_fields import ERRORS
from kontor_records.declaration.record_type import RecordType
from kontor_records.merging import aliases
from kontor_records.storage import records
from kontor_records.storage.tables import HISTORY

_UNTOLD = frozenset({
    "id", "version", "created_at", "created_by", "updated_at", "updated_by",
})  # fmt: skip
"""Fields of the first entry's state that every entry tells in its own way."""

_PAGE = scoped(
    select(HISTORY)
    .where(
        HISTORY.c.tenant_id == TENANT,
        HISTORY.c.record == bindparam("record", type_=Uuid()),
        HISTORY.c.version < bindparam("before", type_=BigInteger()),
    )
    .order_by(HISTORY.c.version.desc())
    .limit(bindparam("rows", type_=Integer()))
)
_PLACED = (
    select(
        HISTORY,
        func.row_number()
        .over(order_by=(HISTORY.c.at, HISTORY.c.record, HISTORY.c.version))
        .label("place"),
    )
    .where(
        HISTORY.c.tenant_id == TENANT,
        HISTORY.c.record == any_(bindparam("names", type_=ARRAY(Uuid()))),
    )
    .subquery("p")
)
_INTERLEAVED = scoped(
    select(_PLACED)
    .where(_PLACED.c.place < bindparam("before", type_=BigInteger()))
    .order_by(_PLACED.c.place.desc())
    .limit(bindparam("rows", type_=Integer()))
)
"""A record that others were merged into has their entries too, each by its place among all."""
_NEWEST = 2**62


async def page(
    ctx: ReadContext,
    record_type: RecordType[Any],
    record: UUID,
    *,
    before: int | None = None,
    limit: int = 50,
) -> bytes:
    """Return a page of a record's history as JSON, the newest entry first.

    Args:
        ctx: The query's context.
        record_type: The record's type.
        record: The record.
        before: The place before which the page begins: `next` of the page before. An entry's place
            is its version, unless other records' entries stand between.
        limit: Entries of a page.

    Raises:
        RecordUnknown: There is no such record that the actor can see.
    """
    rights = await rights_of(ctx)
    await records.visible(ctx, record_type, record)
    asked = {"before": before or _NEWEST, "rows": limit + 1}
    place = "version"
    if record_type.has("merge") and (names := await aliases.other_names(ctx, record)):
        place = "place"
        rows = await ctx.unit.all(_INTERLEAVED, names=[record, *names], **asked)
    else:
        rows = await ctx.unit.all(_PAGE, record=record, **asked)
    entries = [
        shown for row in rows[:limit] if (shown := _entry(row, record_type, rights)) is not None
    ]
    following = rows[limit - 1][place] if len(rows) > limit else None
    return encoded({"items": entries, "next": following})


def _entry(row: Any, record_type: RecordType[Any], rights: Rights) -> dict[str, Any] | None:
    readable = rights.readable(record_type)
    if row["state"] is not None:
        state = orjson.loads(row["state"])
        pairs: dict[str, Sequence[Any]] = {
            name: [None, value]
            for name, value in state.items()
            if name not in _UNTOLD and not _is_empty(value)
        }
    else:
        pairs = orjson.loads(row["changes"]) if row["changes"] is not None else {}
    pairs = _told(pairs)
    levels = {name: rights.field_right(record_type, name) for name in pairs}
    shown = [
        {
            "field": name,
            "old": _cut(old, levels[name] == "masked"),
            "new": _cut(new, levels[name] == "masked"),
        }
        for name, (old, new) in pairs.items()
        if readable is None or levels[name] != "none"
    ]
    if pairs and not shown and row["kind"] == "updated":
        return None  # an entry of hidden fields only would tell that they changed
    return {
        "record": row["record"],
        "version": row["version"],
        "at": row["at"],
        "kind": row["kind"],
        "actor": row["actor"],
        "cause": orjson.loads(row["cause"]),
        "changes": shown,
    }


def _told(pairs: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """Return the changes by path: each of the tenant's own fields is told by itself."""
    told = {
        name: pair for name, pair in pairs.items() if name != "custom" and name not in NEVER_SHOWN
    }
    if "custom" in pairs:
        old, new = (part or {} for part in pairs["custom"])
        for key in dict.fromkeys([*old, *new]):
            if key != ERRORS and old.get(key) != new.get(key):
                told[f"custom.{key}"] = (old.get(key), new.get(key))
    return told


def _is_empty(value: Any) -> bool:
    """Say whether a first value is nothing worth telling: none, or a value object of nothing."""
    if isinstance(value, dict):
        return all(_is_empty(part) for part in value.values())
    return value in (None, [], "")


def _cut(value: Any, is_masked: bool) -> Any:  # noqa: FBT001 - the only flag, and private
    return masked(value) if is_masked else value
