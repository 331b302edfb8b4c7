"""What can be done with tags themselves: renamed, merged, deleted; the records follow as a job."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.unit_of_work import Row
from kontor_chassis.errors import RecordUnknown, UniqueTaken
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType
from kontor_records.following import jobs
from kontor_records.following.jobs import Body, Kind
from kontor_records.merging.errors import MergeSelf
from kontor_records.storage import many, staging
from kontor_records.tags import finding, tagging
from kontor_records.tags.names import PRIVATE, SHARED, Scope, tag_id
from kontor_records.telling import fact
from kontor_schemas.registry import state_named

_END: Final = (
    "UPDATE tag SET successor = $3::uuid, deleted_at = $4::timestamptz, version = version + 1,"
    " updated_at = $4::timestamptz, updated_by = $5::text"
    " WHERE tenant_id = $1::uuid AND id = $2::uuid RETURNING 1"
)
_RESPELL: Final = (
    "UPDATE tag SET name = $3::text, hue = $4::text, version = version + 1,"
    " updated_at = $5::timestamptz, updated_by = $6::text"
    " WHERE tenant_id = $1::uuid AND id = $2::uuid RETURNING 1"
)
_MOVE_PRIVATE: Final = (
    "INSERT INTO record_tag (tenant_id, record_type, record, tag, user_id)"
    " SELECT d.tenant_id, d.record_type, d.record, $3::uuid, d.user_id FROM i, record_tag d"
    " WHERE d.tenant_id = $1::uuid AND d.tag = $2::uuid AND d.user_id = $4::uuid"
    " ON CONFLICT DO NOTHING RETURNING 1"
)
_DROP_PRIVATE: Final = (
    "DELETE FROM record_tag AS d USING i WHERE d.tenant_id = $1::uuid AND d.tag = $2::uuid"
    " AND d.user_id = $3::uuid RETURNING 1"
)
_MOVE_PINS: Final = (
    "INSERT INTO tag_pin (tenant_id, user_id, tag) SELECT d.tenant_id, d.user_id, $3::uuid"
    " FROM i, tag_pin d WHERE d.tenant_id = $1::uuid AND d.tag = $2::uuid"
    " ON CONFLICT DO NOTHING RETURNING 1"
)
_DROP_PINS: Final = (
    "DELETE FROM tag_pin AS d USING i WHERE d.tenant_id = $1::uuid AND d.tag = $2::uuid RETURNING 1"
)


async def rename(ctx: Context, identifier: UUID, name: str) -> tuple[UUID, list[UUID]]:
    """Call a tag something else; the old name leads to the new one for ever.

    Returns:
        The id of the new name, and the jobs by which the records follow.

    Emits: Tag renamed and Tag created; Tag updated where only the spelling differs.
    Raises: RecordUnknown, ActionForbidden, UniqueTaken, Faults.
    """
    name = tagging.checked_name(name)
    old = await _allowed(ctx, identifier)
    new = tag_id(ctx.tenant, name, old["user_id"])
    await ctx.unit.lock(old["id"], new)
    if new == old["id"]:
        _respell(ctx, old, name)
        return new, []
    there = (await finding.tags_of(ctx, [new])).get(new)
    if there is not None and there["successor"] is None and there["deleted_at"] is None:
        raise UniqueTaken(field="name", record=str(new))
    scope: Scope = SHARED if old["user_id"] is None else PRIVATE
    tagging.make(ctx, new, name, scope, old["hue"])
    _tell(ctx, old, "renamed", successor=new, name=name)
    return new, _lead(ctx, old, new)


async def merge(ctx: Context, identifier: UUID, into: UUID) -> tuple[UUID, list[UUID]]:
    """Make two tags one; the name of the first leads to the second for ever.

    Returns:
        The id of the survivor, and the jobs by which the records follow.

    Emits: Tag merged.
    Raises: RecordUnknown, ActionForbidden, MergeSelf.
    """
    old, survivor = await _allowed(ctx, identifier), await _allowed(ctx, into)
    if old["id"] == survivor["id"]:
        raise MergeSelf
    if old["user_id"] != survivor["user_id"]:
        raise RecordUnknown
    await ctx.unit.lock(old["id"], survivor["id"])
    _tell(ctx, old, "merged", survivor=survivor["id"], name=survivor["name"])
    return survivor["id"], _lead(ctx, old, survivor["id"])


async def delete(ctx: Context, identifier: UUID) -> list[UUID]:
    """Take a tag away from everything it is on.

    Returns:
        The jobs by which the records follow.

    Emits: Tag deleted.
    Raises: RecordUnknown, ActionForbidden.
    """
    old = await _allowed(ctx, identifier)
    await ctx.unit.lock(old["id"])
    if old["user_id"] is None:
        deleted = fact(ctx, "tag", "deleted")
        ctx.emit(deleted(id=old["id"], version=old["version"] + 1))
    return _lead(ctx, old, None)


def _lead(ctx: Context, old: Row, new: UUID | None) -> list[UUID]:
    """Stage that a tag ends, and that what it is on goes on with another one or none."""
    ended = old["id"]
    ctx.unit.stage_write(_END, ctx.tenant, ended, new, ctx.now, str(ctx.actor))
    if new is not None:
        ctx.unit.stage_rows(_MOVE_PINS, ctx.tenant, ended, new)
    ctx.unit.stage_rows(_DROP_PINS, ctx.tenant, ended)
    if old["user_id"] is not None:
        if new is not None:
            ctx.unit.stage_rows(_MOVE_PRIVATE, ctx.tenant, ended, new, old["user_id"])
        ctx.unit.stage_rows(_DROP_PRIVATE, ctx.tenant, ended, old["user_id"])
        return []
    body = {"old": str(ended)} if new is None else {"old": str(ended), "new": str(new)}
    return [
        jobs.start(ctx, RETAG.name, record_type.record, body)
        for record_type in sorted(RECORD_TYPES.values(), key=lambda each: each.record)
        if record_type.service == ctx.service and record_type.has("tags")
    ]


def _respell(ctx: Context, old: Row, name: str) -> None:
    if name == old["name"]:
        return
    ctx.unit.stage_write(_RESPELL, ctx.tenant, old["id"], name, old["hue"], ctx.now, str(ctx.actor))
    if old["user_id"] is None:
        state = state_named(f"{ctx.service}.tag")
        stamps = {
            "version": old["version"] + 1,
            "updated_at": ctx.now,
            "updated_by": str(ctx.actor),
        }
        fields = {key: old[key] for key in state.model_fields} | stamps
        new = state.model_validate({**fields, "name": name})
        ctx.emit(fact(ctx, "tag", "updated")(state=new, changed={"name": (old["name"], name)}))


def _tell(ctx: Context, old: Row, verb: str, **fields: Any) -> None:
    if old["user_id"] is None:
        told = fact(ctx, "tag", verb)
        ctx.emit(told(id=old["id"], version=old["version"] + 1, **fields))


async def _allowed(ctx: Context, identifier: UUID) -> Row:
    rows = await ctx.unit.peek(finding.BY_IDS, ids=[identifier], me=finding.user_of(ctx))
    if not rows or rows[0]["successor"] is not None or rows[0]["deleted_at"] is not None:
        raise RecordUnknown
    if rows[0]["user_id"] is None:
        await tagging.refuse_unless_allowed(ctx)
    return rows[0]


async def _find(
    ctx: Context, record_type: RecordType[Any], body: Body, place: UUID, count: int
) -> Sequence[UUID]:
    statement = finding.next_under(record_type)
    rows = await ctx.unit.peek(statement, tag=UUID(body["old"]), place=place, rows=count)
    return [row["record"] for row in rows]


async def _retag(
    ctx: Context, record_type: RecordType[Any], body: Body, wanted: Sequence[UUID]
) -> None:
    old, new = UUID(body["old"]), UUID(body["new"]) if "new" in body else None
    changed = [
        many.Changed(
            locked=locked,
            new=staging.next_version(
                ctx, locked.state, tags=_replaced(locked.state.tags, old, new)
            ),
        )
        for locked in await jobs.live(ctx, record_type, wanted)
    ]
    many.change_many(ctx, record_type, changed)


def _replaced(tags: Sequence[UUID], old: UUID, new: UUID | None) -> list[UUID]:
    swapped = [new if each == old else each for each in tags]
    return [each for each in dict.fromkeys(swapped) if each is not None]


RETAG: Final = Kind(name="retag", find=_find, work=_retag)
KINDS: Final[Mapping[str, Kind]] = {RETAG.name: RETAG}
"""The jobs of tags."""
