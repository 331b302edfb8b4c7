"""One record as its page needs it: also from the bin, with names and with what may be done."""

from typing import Any
from uuid import UUID

from kontor_chassis.context import ReadContext
from kontor_chassis.database import state_tables
from kontor_chassis.database.unit_of_work import Row
from kontor_records.access.planner import EVERYTHING
from kontor_records.access.rights import Rights, rights_of
from kontor_records.access.rows import Rows
from kontor_records.bin.binning import KEPT_FOR
from kontor_records.declaration.record_type import RecordType
from kontor_records.errors import RecordMerged
from kontor_records.lists.labels import labels_of
from kontor_records.lists.sight import sight_of
from kontor_records.storage import records
from kontor_schemas.record_state import RecordState


async def page_json(
    ctx: ReadContext, record_type: RecordType[Any], record: UUID
) -> tuple[bytes, int]:
    """Return a record as JSON with `_meta`, and its version.

    `_meta` has `can` (what the actor may do with this one), `refs` (what its references are
    called) and `binned` (when, by whom, until when it is kept; null where it is live).

    Raises:
        RecordUnknown: There is none in this tenant that the actor can see.
        RecordMerged: It was merged into another.
    """
    rights = await rights_of(ctx)
    row = await records.visible(ctx, record_type, record)
    if row["merged_into"] is not None:
        raise RecordMerged(survivor=str(row["merged_into"]))
    sight = await sight_of(ctx, record_type, rights)
    fields = records.cut(rights, record_type, state_tables.json_fields(record_type.table, row))
    state = records.locked_row(record_type, row).state
    meta = {
        "can": {action: _may(rights, record_type, state, action) for action in _ACTIONS},
        "refs": await labels_of(ctx, sight, [row]),
        "binned": _binned(row),
    }
    return state_tables.encoded({**fields, "_meta": meta}), row["version"]


_ACTIONS = ("update", "delete")


def _may(rights: Rights, record_type: RecordType[Any], state: RecordState, action: str) -> bool:
    plan = rights.plan(action, record_type)
    return plan.matches(state) if isinstance(plan, Rows) else plan is EVERYTHING


def _binned(row: Row) -> dict[str, object] | None:
    if row["deleted_at"] is None:
        return None
    return {
        "at": row["deleted_at"],
        "by": row["updated_by"],
        "kept_until": row["deleted_at"] + KEPT_FOR,
    }
