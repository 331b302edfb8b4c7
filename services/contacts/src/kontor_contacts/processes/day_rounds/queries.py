"""Records found by the days in them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.statements import Statement

_SCOPE = "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s) "
_BY_DAY: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT DISTINCT record_type, record"
    " FROM record_key WHERE tenant_id = $1 AND record_type = ANY($2::text[])"
    " AND kind = ANY($3::text[]) AND value = ANY($4::text[]) AND record > $5::uuid"
    " AND t.s IS NOT NULL ORDER BY record LIMIT $6::int) x",
    ("tenant", "types", "fields", "days", "after", "rows"),
)


async def with_days(
    ctx: Context,
    fields: tuple[Collection[str], Collection[str]],
    days: Collection[str] | Collection[date],
    after: UUID,
    rows: int,
) -> Sequence[tuple[str, UUID]]:
    """Return type and id of records with one of some days, in the order of their ids.

    Args:
        ctx: The context, before anything is locked.
        fields: The record types, and the fields in which the days stand.
        days: The days, as they are kept as keys.
        after: The id after which to begin.
        rows: How many at most.
    """
    types, names = fields
    found = await ctx.unit.peek(
        _BY_DAY,
        types=sorted(types),
        fields=sorted(names),
        days=[str(day) for day in days],
        after=after,
        rows=rows,
    )
    return [(row["record_type"], row["record"]) for row in found]
