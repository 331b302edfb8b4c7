"""Unmerging: a merge is undone by what it gave and by the marks on the references it led on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

import orjson
from asyncpg import LockNotAvailableError

from kontor_chassis.context import Context
from kontor_chassis.database.statements import Statement
from kontor_chassis.database.unit_of_work import Row
from kontor_chassis.definition import PeriodicJob
from kontor_chassis.errors import ActionForbidden, RecordUnknown
from kontor_chassis.runtime import Runtime
from kontor_records.access.rights import rights_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.holds.refusing import refuse_held
from kontor_records.merging import aliases, following, repointing
from kontor_records.merging.errors import UnmergeBlocked
from kontor_records.merging.separating import separate
from kontor_records.storage import batches, derived, records, staging
from kontor_records.storage.derived import Step
from kontor_records.storage.participants import PARTICIPANTS
from kontor_records.storage.records import Complete, Locked
from kontor_schemas.record_state import RecordState

KEPT_FOR: Final = timedelta(days=30)
"""So long can a merge be undone; then what each record gave is forgotten."""
S = TypeVar("S", bound=RecordState)

_FAMILY: Final = Statement(
    "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"
    " SELECT x.* FROM t CROSS JOIN LATERAL (SELECT m.loser, m.survivor, m.merged_at, m.gave"
    " FROM merged_record own JOIN merged_record m ON m.tenant_id = own.tenant_id"
    " AND m.survivor = own.survivor WHERE own.tenant_id = $1 AND own.loser = $2::uuid"
    " AND t.s IS NOT NULL OFFSET 0) x",
    ("tenant", "loser"),
)
_FORGET_GIFTS: Final = (
    "UPDATE merged_record SET gave = '{}' WHERE (tenant_id, loser) IN (SELECT tenant_id, loser"
    " FROM merged_record WHERE merged_at < $1 AND gave <> '{}'::jsonb LIMIT 1000)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Merge:
    """A merge as it is remembered: how long ago, what the loser gave, what the others gave."""

    survivor: UUID
    age: timedelta
    gave: Mapping[str, Any]
    others: tuple[Mapping[str, Any], ...]


async def unmerge(
    ctx: Context,
    record_type: RecordType[S],
    loser: UUID,
    *,
    keep_changes: bool = False,
    complete: Complete[S] | None = None,
) -> S:
    """Let a merged record stand alone again, and the references that were led on lead to it.

    What the survivor got from it goes where it is still as it came.

    Args:
        ctx: The context.
        record_type: Its type.
        loser: The merged record.
        keep_changes: Whether what was changed since may stay as it is; else it blocks.
        complete: Computes the derived fields of what the survivor becomes.

    Emits: `unmerged`; `updated` of the survivor and of whatever holds a reference.

    Raises:
        RecordUnknown, ActionForbidden, RecordHeld: As of any change of the two.
        UnmergeBlocked: It is merged no more, too long ago, or something was changed since.
    """
    rights = await rights_of(ctx)
    if not rights.tool("merge", record_type):
        raise ActionForbidden(tool="merge", record=record_type.record)
    merge = _remembered(ctx, loser, await ctx.unit.peek(_FAMILY, loser=loser))
    marks, has_more = await repointing.marks_of(ctx, loser)
    held_by = repointing.holders_of(marks)
    pair = {loser, merge.survivor} if merge else {loser}
    wanted = {**held_by, record_type: {*pair, *held_by.get(record_type, ())}}
    locked = await batches.lock_many(ctx, wanted)
    alias = locked.get(loser)
    if alias is None or not batches.may(rights, "read", alias):
        raise RecordUnknown
    if merge is None or alias.merged_into is None:
        raise UnmergeBlocked(list=[{"reason": "not_merged"}])
    if alias.merged_into != merge.survivor:
        raise LockNotAvailableError("it was merged anew before the locks were there")
    survivor = _survivor(merge, locked.get(merge.survivor))
    if not batches.may(rights, "update", survivor):
        raise ActionForbidden(action="update", record=record_type.record)
    separated = separate(record_type, survivor.state, merge.gave, merge.others)
    if separated.changed and not keep_changes:
        changed = [{"reason": "changed", "field": name} for name in separated.changed]
        raise UnmergeBlocked(list=changed)
    refuse_held(survivor.state, separated.fields)
    ctx.unit.stage_rows(following.FORGET, ctx.tenant, loser, merge.survivor)
    await records.change(ctx, survivor, separated.fields, complete=complete)
    state: S = _begin(ctx, alias, merge.survivor)
    repointing.lead_back(ctx, loser, merge.survivor, marks, locked)
    if has_more:
        following.go_back(ctx, record_type.record, loser, merge.survivor)
    return state


def _remembered(ctx: Context, loser: UUID, rows: Any) -> _Merge | None:
    gifts = {UUID(str(row["loser"])): row for row in rows}
    own: Row | None = gifts.pop(loser, None)
    if own is None:
        return None
    return _Merge(
        survivor=UUID(str(own["survivor"])),
        age=ctx.now - own["merged_at"],
        gave=orjson.loads(own["gave"]),
        others=tuple(orjson.loads(row["gave"]) for row in gifts.values()),
    )


def _survivor(merge: _Merge, survivor: Locked[S] | None) -> Locked[S]:
    reason = ""
    if merge.age > KEPT_FOR:
        reason = "expired"
    elif survivor is None:
        reason = "survivor_purged"
    elif survivor.merged_into is not None:
        reason = "survivor_merged"
    elif survivor.binned_with is not None:
        reason = "survivor_in_bin"
    if survivor is None or reason:
        raise UnmergeBlocked(list=[{"reason": reason, "record": str(merge.survivor)}])
    return survivor


def _begin(ctx: Context, alias: Locked[S], survivor: UUID) -> S:
    record_type, old = alias.record_type, alias.state
    new = staging.next_version(ctx, old)
    aliases.mark(ctx, record_type, old, new, None)
    staging.write_history(
        ctx, record_type, new, kind="unmerged", changes={"merged_into": (str(survivor), None)}
    )
    step = Step(record_type=record_type, record=old.id, before=None, after=new)
    derived.stage(ctx.unit, PARTICIPANTS, [step])
    ctx.emit(record_type.fact("unmerged")(state=new, survivor=survivor))
    return new


async def forget_gifts(runtime: Runtime) -> None:
    """Forget what merged records gave once a merge can no longer be undone; a periodic job."""
    border = runtime.clock.now() - KEPT_FOR
    while await runtime.worker_pool.execute(_FORGET_GIFTS, border) == "UPDATE 1000":
        pass


FORGET_GIFTS = PeriodicJob(name="forget_gifts", every=timedelta(hours=1), run=forget_gifts)
"""For the jobs of every service that offers it."""
