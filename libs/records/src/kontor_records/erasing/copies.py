"""Copies: where records live on beside their own rows, and one way to forget them all.

What may not be rewritten ages out by itself: the outbox within a day, stored answers within two,
topics within thirty (`clocks`). Files that were imported or exported are `files`' part.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.state_tables import changed_columns
from kontor_chassis.database.statements import Statement
from kontor_records.bin import binning
from kontor_records.storage import staging
from kontor_records.storage.derived import Step
from kontor_records.storage.records import Locked
from kontor_records.storage.tables import HISTORY
from kontor_schemas.record_state import RecordState

COPIES: Final[Mapping[str, str]] = {
    "history": "d.record = ANY($2::uuid[])",
    "record_key": "d.record = ANY($2::uuid[])",
    "custom_key": "d.record = ANY($2::uuid[])",
    "record_tag": "d.record = ANY($2::uuid[])",
    "record_principal": "d.record = ANY($2::uuid[])",
    "search_word": "d.record = ANY($2::uuid[])",
    "search_document": "d.record = ANY($2::uuid[])",
    "merged_record": "d.loser = ANY($2::uuid[]) OR d.survivor = ANY($2::uuid[])",
    "reference_origin": "d.loser = ANY($2::uuid[]) OR d.record = ANY($2::uuid[])",
    "not_duplicate": "d.one = ANY($2::uuid[]) OR d.other = ANY($2::uuid[])",
    "duplicate_pair": "d.one = ANY($2::uuid[]) OR d.other = ANY($2::uuid[])",
}
"""Every table that says something of a record beside its own, and which of its rows do.

A test plants a record everywhere and looks into all tables: one that is missing here is found.
"""

_OF_BATCHES: Final = (
    "UPDATE bulk_chunk AS d"
    " SET befores = d.befores - $2::text[], failures = d.failures - $2::text[]"
    " FROM i WHERE d.tenant_id = $1::uuid AND (d.befores ?| $2::text[] OR d.failures ?| $2::text[])"
    " RETURNING 1"
)
"""Bulk jobs keep what a record was before, so that they can be undone."""
_OF_IMPORTS: Final = (
    "UPDATE import_row AS d SET detail = NULL FROM i WHERE d.tenant_id = $1::uuid"
    " AND d.record = ANY($2::uuid[]) AND d.detail IS NOT NULL RETURNING 1"
)
_DELETE: Final = (
    "DELETE FROM {table} AS d USING i WHERE d.tenant_id = $1::uuid AND ({of}) RETURNING 1"
)
_COUNT: Final = Statement(
    "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"
    " SELECT x.* FROM t CROSS JOIN LATERAL ("
    + " UNION ALL ".join(
        f"SELECT '{table}' AS name, count(*) AS rows FROM {table} AS d"
        f" WHERE d.tenant_id = $1 AND t.s IS NOT NULL AND ({of})"
        for table, of in COPIES.items()
    )
    + ") x",
    ("tenant", "records"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """When the last copy is gone that nobody may rewrite.

    Attributes:
        outbox: The facts that wait in the outbox or have left it.
        answers: The stored answers to retried requests.
        topics: The facts on the topics, and those that could not be applied.
    """

    outbox: datetime
    answers: datetime
    topics: datetime


def clocks(erased_at: datetime) -> Clocks:
    """Return when what is forgotten now has aged out everywhere."""
    return Clocks(
        outbox=erased_at + timedelta(hours=25),
        answers=erased_at + timedelta(hours=48),
        topics=erased_at + timedelta(days=30, hours=25),
    )


async def counted(ctx: Context | ReadContext, records: Sequence[UUID]) -> dict[str, int]:
    """Return how many rows beside their own say something of records, by table.

    It reads beside the unit of work.
    """
    read = ctx.unit.peek if isinstance(ctx, Context) else ctx.unit.all
    rows = await read(_COUNT, records=sorted(records))
    return {row["name"]: row["rows"] for row in rows if row["rows"]}


def forget(ctx: Context, locked: Sequence[Locked[Any]]) -> None:
    """Stage the end of records that stand locked, wherever they lie, and of every copy of them.

    Holds are not asked: whoever forgets has decided about them.

    Emits: the `purged` facts of the records.
    """
    if not locked:
        return
    free = [replace(one, state=one.state.model_copy(update={"holds": []})) for one in locked]
    binning.purge_all(ctx, free)
    ids = sorted(one.state.id for one in locked)
    for table, of in COPIES.items():
        ctx.unit.stage_rows(_DELETE.format(table=table, of=of), ctx.tenant, ids)
    _forget_traces(ctx, ids)


def empty(ctx: Context, locked: Locked[Any], fields: Mapping[str, Any]) -> RecordState:
    """Stage that a locked record loses what it says of somebody, and everything it has said.

    Neither its history nor the fact tells what stood there.

    Args:
        ctx: The command's context.
        locked: The record.
        fields: What stands there instead; nothing is validated.

    Returns:
        The record as it is then.

    Emits: its `updated` fact.
    """
    record_type, old = locked.record_type, locked.state
    new: RecordState = staging.next_version(ctx, old, **fields)
    ctx.unit.stage_rows(_DELETE.format(table="history", of=COPIES["history"]), ctx.tenant, [old.id])
    columns = changed_columns(record_type.table, old, new)
    ctx.unit.update(record_type.table, old.id, old.version, columns)
    told = new.model_dump(mode="json", include=set(fields))
    changes = {name: (None, value) for name, value in told.items()}
    ctx.unit.insert(
        HISTORY, staging.history_row(ctx, record_type, new, kind="updated", changes=changes)
    )
    if locked.binned_with is None and locked.merged_into is None:
        staging.derive(ctx, [Step(record_type=record_type, record=old.id, before=old, after=new)])
    _forget_traces(ctx, [old.id])
    ctx.emit(record_type.fact("updated")(state=new, changed=changes))
    return new


def _forget_traces(ctx: Context, ids: Sequence[UUID]) -> None:
    texts = [str(one) for one in ids]
    ctx.unit.stage_rows(_OF_BATCHES, ctx.tenant, texts)
    ctx.unit.stage_rows(_OF_IMPORTS, ctx.tenant, list(ids))
