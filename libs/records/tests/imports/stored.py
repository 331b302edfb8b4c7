"""What is stored, read past all rights: the rows of a test's tenant."""

from typing import Any

from sqlalchemy import select

from kontor_chassis.database.statements import TENANT, scoped
from kontor_chassis.testing.bench import Bench
from kontor_records.declaration.record_type import RecordType


async def stored(bench: Bench, record_type: RecordType[Any]) -> list[dict[str, Any]]:
    """Return the live rows of a type, by id."""
    table = record_type.table
    rows = select(table).where(table.c.tenant_id == TENANT, table.c.deleted_at.is_(None))
    return [dict(row) for row in await bench.reading().unit.all(scoped(rows.order_by(table.c.id)))]
