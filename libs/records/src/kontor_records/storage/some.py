"""Some records: titles of those among given ids that the actor may see, in one statement."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_records.access.planner import NOTHING
from kontor_records.access.rights import rights_of
from kontor_records.access.rows import Rows
from kontor_records.declaration.record_type import RecordType

_STATEMENTS: dict[tuple[str, object], Statement] = {}


async def titles_of(
    ctx: ReadContext | Context, record_type: RecordType[Any], ids: Collection[UUID]
) -> dict[UUID, str]:
    """Return the titles of live records that the actor may see; the others are absent."""
    plan = (await rights_of(ctx)).plan("read", record_type)
    if plan is NOTHING or not ids:
        return {}
    values: dict[str, object] = plan.values() if isinstance(plan, Rows) else {}
    # Beside the unit of work: what is asked for may be needed to know what to lock.
    read = ctx.unit.peek if isinstance(ctx, Context) else ctx.unit.all
    rows = await read(_statement(record_type, plan), ids=sorted(ids), **values)
    return {row["id"]: row[record_type.title] for row in rows}


def _statement(record_type: RecordType[Any], plan: object) -> Statement:
    key = (record_type.record, plan.shape if isinstance(plan, Rows) else None)
    if key not in _STATEMENTS:
        table = record_type.table
        some = select(table.c.id, table.c[record_type.title]).where(
            table.c.tenant_id == TENANT,
            table.c.id == any_(bindparam("ids", type_=ARRAY(Uuid()))),
            table.c.deleted_at.is_(None),
        )
        if isinstance(plan, Rows):
            some = some.where(plan.clause(table, single=True))
        _STATEMENTS[key] = scoped(some)
    return _STATEMENTS[key]
