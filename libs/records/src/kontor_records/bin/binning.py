"""The recycle bin: a deletion takes a record's parts along as one batch, a restore brings it back.

A purge is final: the row, its history and everything derived from it.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from asyncpg import LockNotAvailableError

from kontor_chassis.context import Context
from kontor_chassis.errors import RecordInBin, RecordUnknown
from kontor_chassis.jobs.timers import set_timer
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType, types_owned_by
from kontor_records.errors import NotInBin, ParentBinned, RecordMerged
from kontor_records.holds.refusing import refuse_held
from kontor_records.storage import many, records, staging, statements
from kontor_records.storage.derived import Step
from kontor_records.storage.records import Locked
from kontor_records.storage.staleness import refuse_stale
from kontor_records.storage.tables import HISTORY

KEPT_FOR = timedelta(days=30)
"""So long lies a record in the bin before it is purged."""
TIMER = "bin.purge"
"""The kind of the timer that a deletion sets."""

_DELETE = (
    'DELETE FROM "{table}" USING i WHERE tenant_id = $1::uuid AND {key} = ANY($2::uuid[])'
    " RETURNING 1"
)

Wanted = tuple[RecordType[Any], UUID]
Batches = Mapping[UUID, UUID]
"""Record → the deletion it belongs to."""


async def delete(ctx: Context, record_type: RecordType[Any], record: UUID) -> None:
    """Put a record into the bin, with the records that are a part of it.

    Raises:
        RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion: As `records.lock`.
        RecordHeld: Something holds one of them.
    """
    wanted = [(record_type, record), *await _parts(ctx, record_type, record)]
    first, *parts = await records.lock_wherever(ctx, wanted, action="delete")
    _refuse_ended(first)
    await refuse_stale(ctx, record_type, first.state)
    await _refuse_newcomers(ctx, wanted)
    bin_all(ctx, [first, *(part for part in parts if part.binned_with is None)], batch=record)
    set_purge(ctx, record_type, record)


def set_purge(ctx: Context, record_type: RecordType[Any], record: UUID) -> None:
    """Let a deletion be purged when its time in the bin is over."""
    due, what = ctx.now + KEPT_FOR, {"record": record_type.record, "id": str(record)}
    set_timer(ctx, f"{TIMER}:{record}", due, TIMER, what)


async def restore(ctx: Context, record_type: RecordType[Any], record: UUID) -> Any:
    """Bring a record back from the bin, with exactly what its deletion took along.

    Returns:
        Its state.

    Raises:
        NotInBin: It is live.
        ParentBinned: What it is a part of lies in the bin.
        UniqueTaken: Another record has taken one of its unique values (at the commit).
    """
    wanted = [(record_type, record), *await _batch(ctx, record_type, record)]
    first, *parts = await records.lock_wherever(ctx, wanted, action="delete")
    if first.merged_into is not None:
        raise RecordMerged(survivor=str(first.merged_into))
    if first.binned_with is None:
        raise NotInBin
    await refuse_stale(ctx, record_type, first.state)
    await _refuse_binned_parent(ctx, first)
    return unbin_all(ctx, [first, *_same_batch(first, parts)])[0]


async def purge(ctx: Context, record_type: RecordType[Any], record: UUID) -> None:
    """Remove a record in the bin for good, with what its deletion took along.

    Raises:
        NotInBin: It is live.
    """
    wanted = [(record_type, record), *await _batch(ctx, record_type, record)]
    first, *parts = await records.lock_wherever(ctx, wanted, action="delete")
    if first.binned_with is None:
        raise NotInBin
    purge_all(ctx, [first, *_same_batch(first, parts)])


def bin_all(ctx: Context, locked: Sequence[Locked[Any]], batch: UUID | Batches) -> None:
    """Stage the way into the bin of live records that stand locked.

    Args:
        ctx: The command's context.
        locked: The records.
        batch: What they are restored with; for each record where that differs.

    Emits: the `deleted` facts of the records.
    """
    _refuse_held(locked)
    for record_type, olds in _by_type(locked).items():
        columns = [
            {
                "deleted_at": ctx.now,
                "deleted_with": batch if isinstance(batch, UUID) else batch[old.id],
            }
            for old in olds
        ]
        news = _moved(ctx, record_type, olds, columns, kind="deleted")
        _derive(ctx, [
            Step(record_type=record_type, record=old.id, before=old, after=None, is_binned=True)
            for old in olds
        ])  # fmt: skip
        for new in news:
            ctx.emit(record_type.fact("deleted")(id=new.id, version=new.version))


def unbin_all(ctx: Context, locked: Sequence[Locked[Any]]) -> list[Any]:
    """Stage the way out of the bin of records that stand locked, and return their states.

    Emits: the `restored` facts of the records.
    """
    _refuse_held(locked)
    restored: list[Any] = []
    for record_type, olds in _by_type(locked).items():
        columns = [{"deleted_at": None, "deleted_with": None}] * len(olds)
        news = _moved(ctx, record_type, olds, columns, kind="restored")
        _derive(ctx, [
            Step(record_type=record_type, record=new.id, before=None, after=new) for new in news
        ])  # fmt: skip
        for new in news:
            ctx.emit(record_type.fact("restored")(state=new))
        restored += news
    return restored


def purge_all(ctx: Context, locked: Sequence[Locked[Any]]) -> None:
    """Stage the end of records that stand locked: their rows, history and derived rows.

    Emits: the `purged` facts of the records.
    """
    _refuse_held(locked)
    for record_type, olds in _by_type(locked).items():
        ids = [old.id for old in olds]
        ctx.unit.stage_rows(_DELETE.format(table=record_type.name, key="id"), ctx.tenant, ids)
        ctx.unit.stage_rows(_DELETE.format(table="history", key="record"), ctx.tenant, ids)
        # Private tags follow from no state: nobody but their users knows of them.
        ctx.unit.stage_rows(_DELETE.format(table="record_tag", key="record"), ctx.tenant, ids)
        _derive(ctx, [
            Step(record_type=record_type, record=old.id, before=old, after=None) for old in olds
        ])  # fmt: skip
        for old in olds:
            ctx.emit(record_type.fact("purged")(id=old.id, version=old.version))


def _moved(
    ctx: Context,
    record_type: RecordType[Any],
    olds: Sequence[Any],
    columns: Sequence[Mapping[str, object]],
    *,
    kind: str,
) -> list[Any]:
    """Stage a way into the bin or out of it: stamps and the bin's columns change, nothing else."""
    news = [staging.next_version(ctx, old) for old in olds]
    many.update_rows(ctx, record_type.table, [
        {
            "id": old.id,
            "at_version": old.version,
            "version": new.version,
            "updated_at": new.updated_at,
            "updated_by": new.updated_by,
            **bin_columns,
        }
        for old, new, bin_columns in zip(olds, news, columns, strict=True)
    ])  # fmt: skip
    many.insert_rows(
        ctx, HISTORY, [staging.history_row(ctx, record_type, new, kind=kind) for new in news]
    )
    return news


def _refuse_held(locked: Sequence[Locked[Any]]) -> None:
    for one in locked:
        refuse_held(one.state)


def _same_batch(first: Locked[Any], parts: Sequence[Locked[Any]]) -> list[Locked[Any]]:
    return [part for part in parts if part.binned_with == first.binned_with]


def _by_type(locked: Sequence[Locked[Any]]) -> dict[RecordType[Any], list[Any]]:
    found: dict[RecordType[Any], list[Any]] = {}
    for one in locked:
        found.setdefault(one.record_type, []).append(one.state)
    return found


def _derive(ctx: Context, steps: Sequence[Step]) -> None:
    staging.derive(ctx, steps)


async def _parts(ctx: Context, record_type: RecordType[Any], record: UUID) -> list[Wanted]:
    """Find the live records that are a part of this one, and their parts."""
    found: list[Wanted] = []
    for part_type, reference in types_owned_by(record_type.record):
        for row in await ctx.unit.peek(statements.parts_of(part_type, reference), parent=record):
            found += [(part_type, row["id"]), *await _parts(ctx, part_type, row["id"])]
    return found


async def _batch(ctx: Context, record_type: RecordType[Any], record: UUID) -> list[Wanted]:
    """Find what the deletion of this record took along, itself aside."""
    rows = await ctx.unit.peek(statements.getting_any(record_type), id=record)
    batch = rows[0]["deleted_with"] if rows else None
    if batch != record:
        return []  # it went along with another record, or is live
    found: list[Wanted] = []
    for other in RECORD_TYPES.values():
        if other.service == ctx.service and other.has("bin"):
            rows = await ctx.unit.peek(statements.binned_with(other), batch=record)
            found += [(other, row["id"]) for row in rows if row["id"] != record]
    return found


async def _refuse_newcomers(ctx: Context, wanted: Sequence[Wanted]) -> None:
    """Have the whole unit of work tried again where a part was added before the locks held."""
    known = {record for _, record in wanted}
    for record_type, record in wanted:
        for part_type, reference in types_owned_by(record_type.record):
            statement = statements.parts_of(part_type, reference)
            if {row["id"] for row in await ctx.unit.peek(statement, parent=record)} - known:
                raise LockNotAvailableError("a part was added while its whole was being deleted")


async def _refuse_binned_parent(ctx: Context, locked: Locked[Any]) -> None:
    record_type = locked.record_type
    if record_type.owned_by is None:
        return
    parent = getattr(locked.state, record_type.owned_by)
    parent_type = RECORD_TYPES.get(record_type.references[record_type.owned_by])
    if parent is None or parent_type is None:
        return
    rows = await ctx.unit.peek(statements.getting_any(parent_type), id=parent)
    if not rows:
        raise RecordUnknown
    if rows[0]["deleted_at"] is not None:
        raise ParentBinned(parent=str(parent))


def _refuse_ended(locked: Locked[Any]) -> None:
    if locked.merged_into is not None:
        raise RecordMerged(survivor=str(locked.merged_into))
    if locked.binned_with is not None:
        raise RecordInBin
