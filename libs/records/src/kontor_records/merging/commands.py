"""Merging: several records of a type become one; the others are its further names, for ever."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from uuid import UUID

import orjson
from asyncpg import LockNotAvailableError

from kontor_chassis.context import Context
from kontor_chassis.errors import (
    ActionForbidden,
    Fault,
    Faults,
    RecordInBin,
    RecordUnknown,
    StaleVersion,
)
from kontor_records.access.rights import Rights, rights_of
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType
from kontor_records.errors import RecordMerged
from kontor_records.holds.refusing import refuse_held
from kontor_records.merging import aliases, following, repointing
from kontor_records.merging.errors import MergeKind, MergeSelf
from kontor_records.merging.repointing import Holders
from kontor_records.merging.uniting import United, unite
from kontor_records.storage import batches, derived, records, staging, statements
from kontor_records.storage.derived import Step
from kontor_records.storage.participants import PARTICIPANTS
from kontor_records.storage.records import Complete, Locked
from kontor_schemas.record_state import RecordState

MOST_LOSERS: Final = 10
S = TypeVar("S", bound=RecordState)

_REMEMBER: Final = """
INSERT INTO merged_record (tenant_id, loser, survivor, record_type, merged_at, merged_by, gave)
SELECT $1::uuid, r.loser, $2::uuid, $3::text, $4::timestamptz, $5::text, r.gave::jsonb
FROM i, unnest($6::uuid[], $7::text[]) AS r(loser, gave) RETURNING 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeOrder:
    """Which records become one.

    Attributes:
        survivor: The one that stays.
        losers: Those that become other names for it, in the order in which their values count.
        values: Field → the id of the record whose value is chosen (`uniting.unite`).
        versions: The version of each record on which this was decided.
    """

    survivor: UUID
    losers: tuple[UUID, ...]
    values: Mapping[str, UUID] = field(default_factory=dict)
    versions: Mapping[UUID, int] = field(default_factory=dict)


async def merge(
    ctx: Context,
    record_type: RecordType[S],
    order: MergeOrder,
    *,
    complete: Complete[S] | None = None,
) -> S:
    """Let records become one, and what refers to them in this service refer to it.

    Other services follow by the facts (`following`).

    Args:
        ctx: The context.
        record_type: The type of all of them.
        order: Which ones.
        complete: Computes the derived fields of what the survivor becomes.

    Returns:
        The survivor.

    Emits: `merged` of each loser; `updated` of the survivor and of whatever refers to the losers.

    Raises:
        MergeSelf: The survivor is among the losers.
        MergeKind: One of them is of another type.
        Faults: There are none, more than ten, or a choice that is none.
        RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion, RecordHeld:
            One of them cannot be merged.
    """
    _refuse_odd(order)
    rights = await rights_of(ctx)
    if not rights.tool("merge", record_type):
        raise ActionForbidden(tool="merge", record=record_type.record)
    records.refuse_uneditable(rights, record_type, _top_level(order.values))
    merged = (order.survivor, *order.losers)
    held_by, has_more = await repointing.holders(ctx, record_type.record, order.losers, merged)
    locked = await batches.lock_many(
        ctx, {**held_by, record_type: {*merged, *held_by.get(record_type, ())}}
    )
    survivor, *losers = [
        await _allowed(ctx, rights, record_type, order, locked.get(one)) for one in merged
    ]
    if not has_more:
        await _refuse_newcomers(ctx, record_type, order, held_by)
    united = unite(record_type, survivor.state, [loser.state for loser in losers], order.values)
    _loosen(record_type, survivor.state, united, set(merged))
    refuse_held(survivor.state, united.fields)
    for loser in losers:
        _end(ctx, loser, order.survivor)
    _remember(ctx, record_type, order, united)
    state: S = await records.change(ctx, survivor, united.fields, complete=complete)
    ways = dict.fromkeys(order.losers, (order.survivor,))
    holders = (one for record, one in locked.items() if record not in merged)
    repointing.lead_on(ctx, record_type.record, ways, holders)
    if has_more:
        for ended in order.losers:
            following.go_on(ctx, record_type.record, ended, order.survivor)
    return state


def _refuse_odd(order: MergeOrder) -> None:
    if order.survivor in order.losers:
        raise MergeSelf
    if not 0 < len(set(order.losers)) == len(order.losers) <= MOST_LOSERS:
        raise Faults(Fault("/losers", "value_range", {"min": 1, "max": MOST_LOSERS}))
    for record in (order.survivor, *order.losers):
        if record not in order.versions:
            raise Faults(Fault(f"/versions/{record}", "field_required"))


def _top_level(values: Mapping[str, UUID]) -> dict[str, UUID]:
    return {name.partition(".")[0]: record for name, record in values.items()}


async def _allowed(
    ctx: Context,
    rights: Rights,
    record_type: RecordType[S],
    order: MergeOrder,
    locked: Locked[S] | None,
) -> Locked[S]:
    """Return a record that may be merged, or refuse it in the order in which one would ask."""
    if locked is None or not batches.may(rights, "read", locked):
        raise await _unknown(ctx, rights, record_type, order)
    if locked.merged_into is not None:
        raise RecordMerged(record=str(locked.state.id), survivor=str(locked.merged_into))
    if locked.binned_with is not None:
        raise RecordInBin(record=str(locked.state.id))
    is_survivor = locked.state.id == order.survivor
    action = "update" if is_survivor else "delete"
    if not batches.may(rights, action, locked):
        raise ActionForbidden(action=action, record=record_type.record)
    version = order.versions[locked.state.id]
    if version != locked.state.version:
        raise StaleVersion(
            record=str(locked.state.id), version=version, current=locked.state.version
        )
    if not is_survivor:
        refuse_held(locked.state)
    return locked


async def _unknown(
    ctx: Context, rights: Rights, record_type: RecordType[Any], order: MergeOrder
) -> MergeKind | RecordUnknown:
    """Return what to say of a record that is not there: the actor may see one of another type."""
    for other in RECORD_TYPES.values():
        if other is record_type or other.service != record_type.service:
            continue
        ids = [order.survivor, *order.losers]
        for row in await ctx.unit.all(statements.locking(other), ids=ids):
            if batches.may(rights, "read", records.locked_row(other, row)):
                return MergeKind(record=str(row["id"]))
    return RecordUnknown()


async def _refuse_newcomers(
    ctx: Context, record_type: RecordType[Any], order: MergeOrder, held_by: Holders
) -> None:
    """Begin anew where somebody began to refer to a loser before the locks were there."""
    merged = (order.survivor, *order.losers)
    now, _ = await repointing.holders(ctx, record_type.record, order.losers, merged)
    if any(ids - held_by.get(one, set()) for one, ids in now.items()):
        raise LockNotAvailableError("somebody has just begun to refer to what is merged")


def _loosen(
    record_type: RecordType[Any], survivor: RecordState, united: United, merged: set[UUID]
) -> None:
    """Take out references to what has become the record itself."""
    for name, target in record_type.references.items():
        if target != record_type.record:
            continue
        value = united.fields.get(name, getattr(survivor, name))
        if isinstance(value, list):
            united.fields[name] = [one for one in value if one not in merged]
        elif value in merged:
            united.fields[name] = None


def _end(ctx: Context, loser: Locked[Any], survivor: UUID) -> None:
    record_type, old = loser.record_type, loser.state
    new = staging.next_version(ctx, old)
    aliases.mark(ctx, record_type, old, new, survivor)
    staging.write_history(
        ctx, record_type, new, kind="merged", changes={"merged_into": (None, str(survivor))}
    )
    step = Step(record_type=record_type, record=old.id, before=old, after=None)
    derived.stage(ctx.unit, PARTICIPANTS, [step])
    ctx.emit(record_type.fact("merged")(state=new, survivor=survivor))


def _remember(
    ctx: Context, record_type: RecordType[Any], order: MergeOrder, united: United
) -> None:
    gave = [orjson.dumps(united.gave[loser]).decode() for loser in order.losers]
    ctx.unit.stage_rows(
        _REMEMBER,
        ctx.tenant,
        order.survivor,
        record_type.record,
        ctx.now,
        str(ctx.actor),
        list(order.losers),
        gave,
    )
