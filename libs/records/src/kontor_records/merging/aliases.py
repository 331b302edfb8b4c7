"""Aliases: a merged record is another name for the one it ended in, for ever, in every service."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import Statement
from kontor_chassis.database.unit_of_work import Row, WriteUnit
from kontor_records.declaration.record_type import RecordType
from kontor_schemas.record_state import RecordState

_DEEPEST: Final = 50
_SCOPE: Final = (
    "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"
)
_CHAINS: Final = Statement(
    f"{_SCOPE} SELECT x.* FROM t CROSS JOIN LATERAL ("
    "WITH RECURSIVE c AS ("
    "SELECT loser AS first, loser, survivor, 1 AS step FROM merged_record"
    " WHERE tenant_id = $1 AND loser = ANY ($2::uuid[]) AND t.s IS NOT NULL"
    " UNION ALL SELECT c.first, m.loser, m.survivor, c.step + 1 FROM c JOIN merged_record m"
    f" ON m.tenant_id = $1 AND m.loser = c.survivor WHERE c.step < {_DEEPEST})"
    " SELECT first, survivor FROM c ORDER BY first, step OFFSET 0) x",
    ("tenant", "records"),
)
_NAMES: Final = Statement(
    f"{_SCOPE} SELECT x.* FROM t CROSS JOIN LATERAL ("
    "WITH RECURSIVE c AS ("
    "SELECT loser, 1 AS step FROM merged_record"
    " WHERE tenant_id = $1 AND survivor = $2::uuid AND t.s IS NOT NULL"
    " UNION ALL SELECT m.loser, c.step + 1 FROM c JOIN merged_record m"
    f" ON m.tenant_id = $1 AND m.survivor = c.loser WHERE c.step < {_DEEPEST})"
    " SELECT loser FROM c OFFSET 0) x",
    ("tenant", "record"),
)


async def chains(ctx: Context | ReadContext, records: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Return, for those of some records that were merged, every record on the way to its end."""
    found: dict[UUID, list[UUID]] = {}
    for row in await _read(ctx, _CHAINS, records=sorted(set(records))):
        found.setdefault(UUID(str(row["first"])), []).append(UUID(str(row["survivor"])))
    return found


async def ends(ctx: Context | ReadContext, records: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return where those of some records that were merged have ended."""
    return {first: way[-1] for first, way in (await chains(ctx, records)).items()}


async def other_names(ctx: Context | ReadContext, record: UUID) -> list[UUID]:
    """Return all records that were merged into one, directly or by way of others."""
    return [UUID(str(row["loser"])) for row in await _read(ctx, _NAMES, record=record)]


def mark(
    ctx: Context,
    record_type: RecordType[Any],
    old: RecordState,
    new: RecordState,
    survivor: UUID | None,
) -> None:
    """Stage that a locked record is another name for a survivor, or no more."""
    columns = {
        "version": new.version,
        "updated_at": new.updated_at,
        "updated_by": new.updated_by,
        "merged_into": survivor,
    }
    ctx.unit.update(record_type.table, old.id, old.version, columns)


async def _read(
    ctx: Context | ReadContext, statement: Statement, **values: object
) -> Sequence[Row]:
    if isinstance(ctx.unit, WriteUnit):
        return await ctx.unit.peek(statement, **values)
    return await ctx.unit.all(statement, **values)
