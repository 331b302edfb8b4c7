"""What lies in the bin: the newest first, with who put it there and how long it stays."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import DateTime, Integer, Uuid, bindparam, select, tuple_
from sqlalchemy.sql.elements import ColumnElement

from kontor_chassis.context import ReadContext
from kontor_chassis.database.state_tables import encoded
from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_chassis.database.unit_of_work import Row
from kontor_chassis.errors import CursorInvalid
from kontor_records.access.fields import masked
from kontor_records.access.planner import NOTHING
from kontor_records.access.rights import rights_of
from kontor_records.access.rows import Rows
from kontor_records.bin.binning import KEPT_FOR
from kontor_records.declaration.record_type import RecordType
from kontor_records.storage.kept import kept

_LAST: Final = UUID(int=2**128 - 1)


async def page(
    ctx: ReadContext,
    record_type: RecordType[Any],
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> bytes:
    """Return a page of a type's bin as JSON, as far as the actor may see its records.

    Args:
        ctx: The query's context.
        record_type: The type.
        cursor: Where the page begins: `next` of the page before.
        limit: Records of a page.

    Raises:
        CursorInvalid: The cursor is none of this list.
    """
    before, before_id = _opened(cursor) if cursor else (ctx.now, _LAST)
    rights = await rights_of(ctx)
    plan = rights.plan("read", record_type)
    if plan is NOTHING:
        return encoded({"items": [], "next": None})
    values: dict[str, object] = plan.values() if isinstance(plan, Rows) else {}
    values |= {"before": before, "before_id": before_id, "rows": limit + 1}
    rows = await ctx.unit.all(_statement(record_type, plan), **values)
    title_right = rights.field_right(record_type, record_type.title)
    items = [
        {
            "id": row["id"],
            "title": _shown(row["title"], title_right),
            "deleted_at": row["deleted_at"],
            "deleted_by": row["updated_by"],
            "deleted_with": row["deleted_with"],
            "kept_until": row["deleted_at"] + KEPT_FOR,
            "version": row["version"],
        }
        for row in rows[:limit]
    ]
    following = _closed(rows[limit - 1]) if len(rows) > limit else None
    return encoded({"items": items, "next": following})


def _statement(record_type: RecordType[Any], plan: object) -> Statement:
    shape = plan.shape if isinstance(plan, Rows) else None
    clause = plan.clause(record_type.table) if isinstance(plan, Rows) else None
    return kept(("bin", record_type.record, shape), lambda: _compiled(record_type, clause))


def _compiled(record_type: RecordType[Any], visible: ColumnElement[bool] | None) -> Statement:
    table = record_type.table
    columns = (
        table.c.id,
        table.c[record_type.title].label("title"),
        table.c.deleted_at,
        table.c.updated_by,
        table.c.deleted_with,
        table.c.version,
    )
    wanted = select(*columns).where(
        table.c.tenant_id == TENANT,
        table.c.deleted_at.is_not(None),
        table.c.merged_into.is_(None),
        tuple_(table.c.deleted_at, table.c.id)
        < tuple_(
            bindparam("before", type_=DateTime(timezone=True)),
            bindparam("before_id", type_=Uuid()),
        ),
    )
    if visible is not None:
        wanted = wanted.where(visible)
    ordered = wanted.order_by(table.c.deleted_at.desc(), table.c.id.desc())
    return scoped(ordered.limit(bindparam("rows", type_=Integer())))


def _shown(title: object, right: str) -> object:
    if right == "none":
        return None
    return masked(title) if right == "masked" else title


def _closed(row: Row) -> str:
    return f"{row['deleted_at'].isoformat()}~{row['id']}"


def _opened(cursor: str) -> tuple[datetime, UUID]:
    at, _, record = cursor.partition("~")
    try:
        instant, found = datetime.fromisoformat(at), UUID(record)
    except ValueError:
        raise CursorInvalid from None
    if instant.tzinfo is None:
        raise CursorInvalid
    return instant, found
