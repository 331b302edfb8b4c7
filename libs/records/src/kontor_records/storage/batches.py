"""Batches: many records of any types locked in one call, each judged by whoever calls."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_records.access.planner import EVERYTHING
from kontor_records.access.rights import Rights
from kontor_records.access.rows import Rows
from kontor_records.declaration.record_type import RecordType
from kontor_records.storage import many, statements
from kontor_records.storage.many import Changed
from kontor_records.storage.records import Locked, locked_row
from kontor_schemas.record_state import RecordState


async def lock_many(
    ctx: Context, wanted: Mapping[RecordType[Any], Iterable[UUID]], *further: UUID
) -> dict[UUID, Locked[Any]]:
    """Lock records wherever they lie; no rights are asked.

    Args:
        ctx: The context; nothing was locked in it yet.
        wanted: The ids of each type.
        *further: What else this unit of work holds against its twins, such as a job.

    Returns:
        Those that exist.
    """
    ids = {record_type: sorted(set(records)) for record_type, records in wanted.items()}
    await ctx.unit.lock(*{record for records in ids.values() for record in records}, *further)
    found: dict[UUID, Locked[Any]] = {}
    for record_type, records in ids.items():
        for row in await ctx.unit.all(statements.locking(record_type), ids=records):
            locked = locked_row(record_type, row)
            found[locked.state.id] = locked
    return found


def change_many(ctx: Context, changed: Iterable[tuple[Locked[Any], RecordState]]) -> int:
    """Stage the next states of locked records of any types.

    Returns:
        How many of them changed; the others leave no version and no fact.
    """
    groups: dict[RecordType[Any], list[Changed]] = defaultdict(list)
    for locked, new in changed:
        groups[locked.record_type].append(Changed(locked=locked, new=new))
    return sum(len(many.change_many(ctx, one, group)) for one, group in groups.items())


def may(rights: Rights, action: str, locked: Locked[Any]) -> bool:
    """Return whether the actor may do an action with a locked record."""
    plan = rights.plan(action, locked.record_type)
    return plan.matches(locked.state) if isinstance(plan, Rows) else plan is EVERYTHING
