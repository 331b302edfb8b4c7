"""Holding and releasing: services do so when an approval, a signature or the law binds one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.errors import ActionForbidden, Fault, Faults
from kontor_records.declaration.record_type import RecordType
from kontor_records.storage import records
from kontor_records.storage.records import Locked
from kontor_schemas.record_state import Hold, RecordState

MOST_HOLDS = 20
_OWN_FIELDS = "custom"


async def hold(ctx: Context, record_type: RecordType[Any], record: UUID, held: Hold) -> RecordState:
    """Hold a record; to say it again changes nothing, to say it differently changes the hold.

    Emits: the record's `updated` with its holds.
    Raises: ActionForbidden where no service asks, RecordUnknown, RecordInBin, RecordMerged, Faults.
    """
    _refuse_people(ctx)
    if unknown := [name for name in held.allowed if not _is_field(record_type, name)]:
        raise Faults(*(Fault("/allowed", "field_unknown", {"field": name}) for name in unknown))
    locked = await _locked(ctx, record_type, record)
    others = [each for each in locked.state.holds if not _is_same(each, held)]
    if len(others) >= MOST_HOLDS:
        raise Faults(Fault("/holds", "value_too_long", {"max_length": MOST_HOLDS}))
    return await _put(ctx, locked, [*others, held])


async def release(
    ctx: Context, record_type: RecordType[Any], record: UUID, name: str, holder: UUID
) -> RecordState:
    """End a hold; where there is none, nothing changes.

    Emits: the record's `updated` with its holds.
    Raises: ActionForbidden where no service asks, RecordUnknown, RecordInBin, RecordMerged.
    """
    _refuse_people(ctx)
    locked = await _locked(ctx, record_type, record)
    left = [each for each in locked.state.holds if (each.name, each.holder) != (name, holder)]
    return await _put(ctx, locked, left)


async def _locked(ctx: Context, record_type: RecordType[Any], record: UUID) -> Locked[Any]:
    (locked,) = await records.lock_all(ctx, [(record_type, record)])
    return locked


async def _put(ctx: Context, locked: Locked[Any], holds: Sequence[Hold]) -> RecordState:
    ordered = sorted(holds, key=lambda each: (each.name, str(each.holder)))
    put: RecordState = await records.change(ctx, locked, {"holds": ordered})
    return put


def _refuse_people(ctx: Context) -> None:
    if not ctx.principal.is_service:
        raise ActionForbidden


def _is_same(one: Hold, other: Hold) -> bool:
    return (one.name, one.holder) == (other.name, other.holder)


def _is_field(record_type: RecordType[Any], name: str) -> bool:
    return name in record_type.fields or name.startswith(f"{_OWN_FIELDS}.")
