"""The selection of a job: which records at which version, fixed before the first is touched."""

from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, all_, any_, bindparam, select

from kontor_chassis.context import Context
from kontor_chassis.database.statements import TENANT, Statement, compiled
from kontor_records.access.rights import Rights
from kontor_records.bulk.errors import SelectionChanged
from kontor_records.bulk.orders import BulkOrder
from kontor_records.conditions.binding import bind
from kontor_records.conditions.parameters import values
from kontor_records.declaration.record_type import RecordType
from kontor_records.lists.selection import restriction_of
from kontor_records.lists.sight import sight_of

CHUNK: Final = 100
"""Records of one unit of work: well below 100 ms."""
_TOLERATED: Final = 100
"""A hundredth more or fewer than the user saw is what happens while people work."""


async def fix(
    ctx: Context, rights: Rights, record_type: RecordType[Any], job: UUID, order: BulkOrder
) -> int:
    """Store the records of a job in chunks.

    Returns:
        How many there are.

    Raises:
        SelectionChanged: The condition meets more or fewer than the user saw.
        ActionForbidden, ConditionInvalid, ConditionTooLarge, FieldUnknown, OpNotAllowed: As a list
            with this filter.
    """
    if order.ids is not None:
        total = await _fix_ids(ctx, record_type, job, order)
    else:
        total = await _fix_condition(ctx, rights, record_type, job, order)
    expected = order.expected_count
    if expected is not None and abs(total - expected) * _TOLERATED > expected:
        raise SelectionChanged(count=total)
    return total


async def _fix_ids(ctx: Context, record_type: RecordType[Any], job: UUID, order: BulkOrder) -> int:
    ids = list(dict.fromkeys(order.ids or ()))
    rows = await ctx.unit.all(_versions(record_type), ids=ids)
    stored = {UUID(str(row["id"])): row["version"] for row in rows}
    versions = [order.versions.get(one, stored.get(one)) for one in ids]
    for seq, start in enumerate(range(0, len(ids), CHUNK)):
        part = slice(start, start + CHUNK)
        await ctx.unit.all(_ADD, job=job, seq=seq, ids=ids[part], versions=versions[part])
    return len(ids)


async def _fix_condition(
    ctx: Context, rights: Rights, record_type: RecordType[Any], job: UUID, order: BulkOrder
) -> int:
    sight = await sight_of(ctx, record_type, rights)
    bound = bind(order.condition, sight.vocabulary)
    restrictions = (*sight.restrictions, restriction_of(bound, sight))
    table = record_type.table
    is_restored = order.action == "restore"
    wanted = select(table.c.id, table.c.version).where(
        table.c.tenant_id == TENANT,
        table.c.merged_into.is_(None),
        table.c.deleted_at.is_not(None) if is_restored else table.c.deleted_at.is_(None),
        table.c.id != all_(bindparam("without", type_=ARRAY(Uuid()))),
        *(restriction.clause(table) for restriction in restrictions),
    )
    rows = await ctx.unit.all(
        _adding(wanted),
        **sight.values,
        **values(bound, sight.moment),
        without=list(order.without),
        job=job,
    )
    return sum(row["size"] for row in rows)


def _versions(record_type: RecordType[Any]) -> Statement:
    table = record_type.table
    wanted = table.c.id == any_(bindparam("ids", type_=ARRAY(Uuid())))
    return compiled(select(table.c.id, table.c.version).where(table.c.tenant_id == TENANT, wanted))


_ADD: Final = Statement(
    "INSERT INTO bulk_chunk (tenant_id, job, seq, ids, versions)"
    " VALUES ($1::uuid, $2::uuid, $3::int, $4::uuid[], $5::bigint[]) RETURNING 1",
    ("tenant", "job", "seq", "ids", "versions"),
)


def _adding(wanted: Select[Any]) -> Statement:
    """Return the statement that stores what a SELECT finds, so that no row leaves the database."""
    found = compiled(wanted)
    tenant, job = len(found.names) + 1, len(found.names) + 2
    sql = (
        "INSERT INTO bulk_chunk (tenant_id, job, seq, ids, versions)"
        f" SELECT ${tenant}::uuid, ${job}::uuid, r.chunk, array_agg(r.id), array_agg(r.version)"
        f" FROM (SELECT q.id, q.version, (row_number() OVER (ORDER BY q.id) - 1) / {CHUNK} AS chunk"
        f" FROM ({found.sql}) AS q) AS r GROUP BY r.chunk RETURNING cardinality(ids) AS size"
    )
    return Statement(sql, (*found.names, "tenant", "job"))
