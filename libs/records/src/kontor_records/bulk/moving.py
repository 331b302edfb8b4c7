"""Many records into the bin and back: one statement a table, each with the parts it owns."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import orjson
from asyncpg import LockNotAvailableError
from sqlalchemy import ARRAY, Uuid, any_, bindparam, select

from kontor_chassis.context import Context
from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_chassis.errors import Refusal
from kontor_records.bin import binning
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType, types_owned_by
from kontor_records.errors import ParentBinned
from kontor_records.storage.records import Locked

Wanted = Mapping[RecordType[Any], Iterable[UUID]]
Lock = Callable[[Wanted], Awaitable[Mapping[UUID, Locked[Any]]]]
"""Locks records of any types, wherever they lie, and gives those that exist."""
Parts = dict[RecordType[Any], dict[UUID, UUID]]
"""Records that go along with others: by type, each with the record that is wanted itself."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Who says which records move.

    Attributes:
        accept: Judges a record that is wanted itself; None where it was refused and noted.
        fail: Notes why a record does not move.
        lock: Locks them.
    """

    accept: Callable[[Locked[Any] | None, UUID], Locked[Any] | None]
    fail: Callable[[UUID, Refusal], None]
    lock: Lock


_TIMERS: Final = """
INSERT INTO timer (tenant_id, key, fire_at, kind, payload)
SELECT $1::uuid, r.key, $2::timestamptz, $3::text, r.payload::jsonb
FROM i, unnest($4::text[], $5::text[]) AS r(key, payload)
ON CONFLICT (tenant_id, key) DO UPDATE SET fire_at = EXCLUDED.fire_at, kind = EXCLUDED.kind,
 payload = EXCLUDED.payload, attempt = 0, fence = timer.fence + 1 RETURNING 1
"""


async def delete_many(
    ctx: Context, record_type: RecordType[Any], ids: Sequence[UUID], judge: Judge
) -> list[UUID]:
    """Put records into the bin, each with the records that are a part of it.

    Returns:
        Which of them went there.
    """
    parts = await _parts(ctx, record_type, ids)
    locked = await judge.lock(_together(record_type, ids, parts))
    if _newcomers(parts, await _parts(ctx, record_type, ids)):
        raise LockNotAvailableError("a part was added while its whole was being deleted")
    roots = [one for record in ids if (one := judge.accept(locked.get(record), record)) is not None]
    moved = _moved(roots, parts, locked, lambda part, _root: part.binned_with is None)
    binning.bin_all(ctx, [locked[record] for record in moved], moved)
    names = [str(root.state.id) for root in roots]
    what = [orjson.dumps({"record": record_type.record, "id": name}).decode() for name in names]
    if names:
        keys = [f"{binning.TIMER}:{name}" for name in names]
        due = ctx.now + binning.KEPT_FOR
        ctx.unit.stage_rows(_TIMERS, ctx.tenant, due, binning.TIMER, keys, what)
    return [root.state.id for root in roots]


async def restore_many(
    ctx: Context, record_type: RecordType[Any], ids: Sequence[UUID], judge: Judge
) -> list[UUID]:
    """Bring records back from the bin, each with exactly what its deletion took along.

    Returns:
        Which of them came back.
    """
    parts = await _taken_along(ctx, ids)
    locked = await judge.lock(_together(record_type, ids, parts))
    roots = [one for record in ids if (one := judge.accept(locked.get(record), record)) is not None]
    binned = await _binned_parents(ctx, record_type, roots)
    for root in [root for root in roots if root.state.id in binned]:
        judge.fail(root.state.id, ParentBinned(parent=str(binned[root.state.id])))
        roots.remove(root)
    moved = _moved(roots, parts, locked, lambda part, root: part.binned_with == root)
    binning.unbin_all(ctx, [locked[record] for record in moved])
    return [root.state.id for root in roots]


def _moved(
    roots: Iterable[Locked[Any]],
    parts: Parts,
    locked: Mapping[UUID, Locked[Any]],
    goes_along: Callable[[Locked[Any], UUID], bool],
) -> dict[UUID, UUID]:
    """Return what moves, each with the record because of which it does."""
    found = {root.state.id: root.state.id for root in roots}
    for owners in parts.values():
        for part, root in owners.items():
            one = locked.get(part)
            if root in found and part not in found and one and goes_along(one, root):
                found[part] = root
    return found


async def _parts(ctx: Context, record_type: RecordType[Any], ids: Sequence[UUID]) -> Parts:
    """Find the live records that are a part of some, and their parts."""
    found: Parts = defaultdict(dict)
    level = {record_type: {record: record for record in ids}}
    while level:
        below: Parts = defaultdict(dict)
        for whole, roots in level.items():
            for part_type, reference in types_owned_by(whole.record):
                rows = await ctx.unit.peek(_parts_of(part_type, reference), wholes=list(roots))
                for row in rows:
                    below[part_type][UUID(str(row["id"]))] = roots[UUID(str(row["whole"]))]
        for part_type, parts in below.items():
            found[part_type] |= parts
        level = below
    return found


async def _taken_along(ctx: Context, ids: Sequence[UUID]) -> Parts:
    """Find what the deletions of some records took along."""
    found: Parts = defaultdict(dict)
    for other in RECORD_TYPES.values():
        if other.service == ctx.service and other.has("bin"):
            for row in await ctx.unit.peek(_binned_with(other), batches=list(ids)):
                found[other][UUID(str(row["id"]))] = UUID(str(row["batch"]))
    return found


async def _binned_parents(
    ctx: Context, record_type: RecordType[Any], roots: Sequence[Locked[Any]]
) -> dict[UUID, UUID]:
    """Return which of some records are a part of something in the bin, and of what."""
    if record_type.owned_by is None:
        return {}
    parent_type = RECORD_TYPES[record_type.references[record_type.owned_by]]
    parents = {root.state.id: getattr(root.state, record_type.owned_by) for root in roots}
    rows = await ctx.unit.peek(_binned(parent_type), ids=sorted(set(parents.values())))
    binned = {UUID(str(row["id"])) for row in rows}
    return {record: parent for record, parent in parents.items() if parent in binned}


def _together(
    record_type: RecordType[Any], ids: Sequence[UUID], parts: Parts
) -> dict[RecordType[Any], set[UUID]]:
    found = {part_type: set(owners) for part_type, owners in parts.items()}
    return {**found, record_type: {*ids, *found.get(record_type, ())}}


def _newcomers(before: Parts, now: Parts) -> bool:
    return any(set(owners) - set(before.get(one, ())) for one, owners in now.items())


@lru_cache(maxsize=256)
def _parts_of(part_type: RecordType[Any], reference: str) -> Statement:
    table = part_type.table
    whole = table.c[reference]
    wanted = any_(bindparam("wholes", type_=ARRAY(Uuid())))
    return scoped(
        select(table.c.id, whole.label("whole")).where(
            table.c.tenant_id == TENANT, whole == wanted, table.c.deleted_at.is_(None)
        )
    )


@lru_cache(maxsize=256)
def _binned_with(record_type: RecordType[Any]) -> Statement:
    table = record_type.table
    batch = table.c.deleted_with
    wanted = any_(bindparam("batches", type_=ARRAY(Uuid())))
    return scoped(
        select(table.c.id, batch.label("batch")).where(
            table.c.tenant_id == TENANT, batch == wanted, table.c.deleted_at.is_not(None)
        )
    )


@lru_cache(maxsize=256)
def _binned(record_type: RecordType[Any]) -> Statement:
    table = record_type.table
    wanted = any_(bindparam("ids", type_=ARRAY(Uuid())))
    return scoped(
        select(table.c.id).where(
            table.c.tenant_id == TENANT, table.c.id == wanted, table.c.deleted_at.is_not(None)
        )
    )
