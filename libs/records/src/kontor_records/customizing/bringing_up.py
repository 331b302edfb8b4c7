"""Bringing records up to a definition: formulas computed anew, values widened or replaced."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BigInteger, Uuid, bindparam, select

from kontor_chassis.context import Context
from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_records.customizing import keys, types
from kontor_records.customizing.own_fields import PREFIX, OwnFields
from kontor_records.customizing.tables import CUSTOM_FIELD
from kontor_records.customizing.world import BUMP, KEPT, definitions_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.following import jobs
from kontor_records.following.jobs import Body, Kind
from kontor_records.storage import many, staging
from kontor_schemas.record_state import RecordState


async def find(
    ctx: Context, record_type: RecordType[Any], _body: Body, place: UUID, count: int
) -> Sequence[UUID]:
    """Return the next live records of a type."""
    rows = await ctx.unit.peek(_next(record_type), place=place, rows=count)
    return [row["id"] for row in rows]


async def _work(
    ctx: Context, record_type: RecordType[Any], body: Body, wanted: Sequence[UUID]
) -> None:
    # What the records are brought up to must not be half a second old.
    KEPT.forget(ctx.tenant)
    own = (await definitions_of(ctx)).of(record_type)
    new = []
    for locked in await jobs.live(ctx, record_type, wanted):
        state = locked.state
        fields = {**_brought_up(own, body, state)}
        new.append(many.Changed(locked=locked, new=staging.next_version(ctx, state, **fields)))
    many.change_many(ctx, record_type, new)
    customs = {each.new.id: each.new.custom for each in new}
    keys.stage_anew(ctx, own, record_type.record, customs)


def _brought_up(own: OwnFields, body: Body, state: RecordState) -> dict[str, Any]:
    """Return the fields of a record as they must be, whether they differ or not."""
    custom, fields = dict(state.custom), dict[str, Any]()
    if "paths" in body:
        for path in body["paths"].split(","):
            own_key = path.removeprefix(PREFIX)
            if own_key != path:
                custom[own_key] = _replaced(custom.get(own_key), body["old"], body["new"])
            else:
                fields[path] = _replaced(getattr(state, path), body["old"], body["new"])
    elif "purged" in body:
        custom.pop(body["purged"], None)
    elif "key" in body and (value := custom.get(body["key"])) is not None:
        custom[body["key"]] = types.widened(value, body["old"], body["new"])
    custom = {key: value for key, value in custom.items() if value is not None}
    after = state.model_copy(update={**fields, "custom": custom})
    return {**fields, "custom": own.complete(after)}


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, list):
        return list(dict.fromkeys(new if each == old else each for each in value))
    return new if value == old else value


def _finish(ctx: Context, _body: Body) -> None:
    # From now on the index may be relied on.
    ctx.unit.stage_write(BUMP, ctx.tenant)


async def _find_purged(
    ctx: Context, record_type: RecordType[Any], body: Body, place: UUID, count: int
) -> Sequence[UUID]:
    """Return the next live records, unless the field came back since it was taken away."""
    rows = await ctx.unit.peek(_GONE, id=UUID(body["field"]), version=int(body["version"]))
    return await find(ctx, record_type, body, place, count) if rows else []


def _finish_purge(ctx: Context, body: Body) -> None:
    ctx.unit.stage_rows(_FORGET, ctx.tenant, UUID(body["field"]), int(body["version"]))


_GONE = scoped(
    select(CUSTOM_FIELD.c.id).where(
        CUSTOM_FIELD.c.tenant_id == TENANT,
        CUSTOM_FIELD.c.id == bindparam("id", type_=Uuid()),
        CUSTOM_FIELD.c.version == bindparam("version", type_=BigInteger()),
        CUSTOM_FIELD.c.deleted_at.is_not(None),
    )
)
_FORGET: Final = (
    "DELETE FROM custom_field AS d USING i WHERE d.tenant_id = $1::uuid AND d.id = $2::uuid"
    " AND d.version = $3::bigint AND d.deleted_at IS NOT NULL RETURNING 1"
)
KINDS: Final[Mapping[str, Kind]] = {
    name: Kind(name=name, find=find, work=_work, finish=_finish) for name in ("refill", "replace")
} | {"purge": Kind(name="purge", find=_find_purged, work=_work, finish=_finish_purge)}
"""The jobs of this folder, all of which go through every live record of a type."""


@lru_cache(maxsize=256)
def _next(record_type: RecordType[Any]) -> Statement:
    table = record_type.table
    return scoped(
        select(table.c.id)
        .where(
            table.c.tenant_id == TENANT,
            table.c.id > bindparam("place", type_=Uuid()),
            table.c.deleted_at.is_(None),
        )
        .order_by(table.c.id)
        .limit(bindparam("rows", type_=BigInteger()))
    )
