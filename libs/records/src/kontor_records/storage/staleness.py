"""Staleness: a write that was decided on another version, refused with what has changed since."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import BigInteger, Uuid, bindparam, select

from kontor_chassis.context import Context
from kontor_chassis.database.statements import TENANT, compiled
from kontor_chassis.errors import StaleVersion
from kontor_records.access.rights import rights_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.storage.showing import cut
from kontor_records.storage.tables import HISTORY
from kontor_schemas.record_state import RecordState

_SINCE = compiled(
    select(HISTORY.c.changes)
    .where(
        HISTORY.c.tenant_id == TENANT,
        HISTORY.c.record == bindparam("record", type_=Uuid()),
        HISTORY.c.version > bindparam("base", type_=BigInteger()),
    )
    .order_by(HISTORY.c.version)
)
_CUSTOM = "custom"


async def refuse_stale(ctx: Context, record_type: RecordType[Any], state: RecordState) -> None:
    """Refuse a change that was decided on another version than the one that stands.

    Raises:
        StaleVersion: `If-Match` names another version. It tells which fields that the actor may
            see have changed since, as they stand now, and who changed the record last.
    """
    if ctx.if_match is None or ctx.if_match == state.version:
        return
    rows = await ctx.unit.all(_SINCE, record=state.id, base=ctx.if_match)
    changed = [orjson.loads(row["changes"]) for row in rows if row["changes"] is not None]
    fields = state.model_dump(mode="json")
    raise StaleVersion(version=ctx.if_match, current=state.version).telling(
        base_version=ctx.if_match,
        version=state.version,
        by=state.updated_by,
        at=fields["updated_at"],
        current=_now(changed, cut(await rights_of(ctx), record_type, fields)),
    )


def _now(changed: list[Mapping[str, Any]], shown: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that changes named, as they are shown; own ones are told by themselves."""
    current: dict[str, Any] = {}
    for pairs in changed:
        for name, (old, new) in pairs.items():
            if name == _CUSTOM:
                before, after, own = old or {}, new or {}, shown.get(_CUSTOM) or {}
                current |= {
                    f"{_CUSTOM}.{key}": own[key]
                    for key in {**before, **after}
                    if before.get(key) != after.get(key) and key in own
                }
            elif name in shown:
                current[name] = shown[name]
    return current
