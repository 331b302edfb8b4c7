"""Repointing: references to a merged record lead on, each remembering where it came from."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.statements import Statement
from kontor_records.declaration.record_type import RECORD_TYPES, RecordType
from kontor_records.merging import references
from kontor_records.merging.references import Came
from kontor_records.storage import batches, staging
from kontor_records.storage.records import Locked
from kontor_schemas.record_state import RecordState

AT_ONCE: Final = 1000
"""The most references that one unit of work leads on; a timer goes on with the rest."""

Holders = dict[RecordType[Any], set[UUID]]

_MARK: Final = """
INSERT INTO reference_origin (tenant_id, loser, record_type, record, field, is_both, survivor)
SELECT $1::uuid, r.* FROM i, unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::boolean[],
 $7::uuid[]) AS r ON CONFLICT DO NOTHING RETURNING 1
"""
_UNMARK: Final = """
DELETE FROM reference_origin o USING i, unnest($3::text[], $4::uuid[], $5::text[])
 AS r(record_type, record, field) WHERE o.tenant_id = $1::uuid AND o.loser = $2::uuid
 AND o.record_type = r.record_type AND o.record = r.record AND o.field = r.field RETURNING 1
"""
_MARKED: Final = Statement(
    "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"
    " SELECT x.* FROM t CROSS JOIN LATERAL (SELECT record_type, record, field, is_both"
    " FROM reference_origin WHERE tenant_id = $1 AND loser = $2::uuid AND t.s IS NOT NULL"
    " ORDER BY record_type, record, field LIMIT $3::int) x",
    ("tenant", "loser", "rows"),
)

Marks = dict[tuple[str, UUID], list[Came]]
"""Who holds references that were led on, by type and id."""


async def holders(
    ctx: Context, record: str, targets: Sequence[UUID], without: Iterable[UUID] = ()
) -> tuple[Holders, bool]:
    """Find who refers to some records, beside the unit of work; whether there are more is told.

    Args:
        ctx: The context.
        record: The type of the records that are referred to.
        targets: Their ids.
        without: Records that are no holders, since they are merged themselves.
    """
    found: Holders = defaultdict(set)
    texts = [str(target) for target in targets]
    left_out = set(without)
    has_more = False
    for record_type, path in references.places_of(record, ctx.service):
        statement = references.holders_statement(record_type, path)
        rows = await ctx.unit.peek(statement, **{
            name: value
            for name, value in {
                "record_type": record_type.record,
                "kind": f"{references.KIND}{path}",
                "target_texts": texts,
                "targets": list(targets),
                "rows": AT_ONCE + 1,
            }.items()
            if name in statement.names
        })  # fmt: skip
        ids = sorted(UUID(str(row["id"])) for row in rows)
        left = AT_ONCE - sum(map(len, found.values()))
        fresh = [one for one in ids if one not in left_out and one not in found[record_type]]
        found[record_type].update(fresh[: max(left, 0)])
        has_more = has_more or len(fresh) > left
    return {record_type: ids for record_type, ids in found.items() if ids}, has_more


def lead_on(
    ctx: Context, record: str, ways: Mapping[UUID, Sequence[UUID]], held_by: Iterable[Locked[Any]]
) -> int:
    """Lead the references of locked records on to where what they refer to has ended.

    Args:
        ctx: The context.
        record: The type of what they refer to.
        ways: From each merged record over all that were merged after it to the one that lives.
        held_by: The records that hold the references.
    """
    ends = {loser: way[-1] for loser, way in ways.items()}
    changed: list[tuple[Locked[Any], RecordState]] = []
    marks: list[tuple[object, ...]] = []
    for locked in held_by:
        record_type, state = locked.record_type, locked.state
        if not _is_live(locked):
            continue
        fields, came = references.moved(record_type, state, record, ends)
        if fields:
            new = staging.next_version(ctx, state, **fields)
            changed.append((locked, new))
        for path, origin, is_both in came:
            # Also under the names in between: if one of those stands alone again, it goes there.
            for name in (origin, *ways[origin][:-1]):
                mark = (name, record_type.record, state.id, path, is_both, ends[origin])
                marks.append(mark)
    if marks:
        arrays = [list(column) for column in zip(*marks, strict=True)]
        ctx.unit.stage_rows(_MARK, ctx.tenant, *arrays)
    return batches.change_many(ctx, changed)


async def marks_of(ctx: Context, loser: UUID) -> tuple[Marks, bool]:
    """Find which references were led on from a record; whether there are more is told."""
    rows = await ctx.unit.peek(_MARKED, loser=loser, rows=AT_ONCE + 1)
    found: Marks = defaultdict(list)
    for row in rows[:AT_ONCE]:
        came = Came(row["field"], loser, row["is_both"])
        found[row["record_type"], UUID(str(row["record"]))].append(came)
    return found, len(rows) > AT_ONCE


def holders_of(marks: Marks) -> Holders:
    """Return the records that hold marked references, by their types."""
    found: Holders = defaultdict(set)
    for record, one in marks:
        found[RECORD_TYPES[record]].add(one)
    return found


def lead_back(
    ctx: Context, loser: UUID, survivor: UUID, marks: Marks, locked: Mapping[UUID, Locked[Any]]
) -> int:
    """Lead marked references back to a record that stands alone again; changed ones stay."""
    changed: list[tuple[Locked[Any], RecordState]] = []
    for (_, record), came in marks.items():
        one = locked.get(record)
        if one is None or not _is_live(one):
            continue
        new = one.state
        for each in came:
            new = new.model_copy(update=references.returned(new, each, survivor))
        if new != one.state:
            changed.append((one, staging.next_version(ctx, new)))
    gone = [(record, one, each.path) for (record, one), came in marks.items() for each in came]
    if gone:
        arrays = [list(column) for column in zip(*gone, strict=True)]
        ctx.unit.stage_rows(_UNMARK, ctx.tenant, loser, *arrays)
    return batches.change_many(ctx, changed)


def _is_live(locked: Locked[Any]) -> bool:
    return locked.binned_with is None and locked.merged_into is None
