"""Reading the audit log."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import BigInteger, Integer, bindparam, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_chassis.errors import ActionForbidden
from kontor_identity.records.audit_entry import rules
from kontor_identity.records.audit_entry.model import AUDIT_ENTRY
from kontor_identity.records.audit_entry.rules import NO_ENTRY, Link, Verdict
from kontor_identity.records.audit_entry.schemas import AuditEntry, AuditPage
from kontor_identity.records.grant import queries as grant_queries

_OWN = select(AUDIT_ENTRY).where(AUDIT_ENTRY.c.tenant_id == TENANT)
_LAST = compiled(_OWN.order_by(AUDIT_ENTRY.c.number.desc()).limit(1))
_BEFORE = scoped(
    _OWN.where(AUDIT_ENTRY.c.number < bindparam("before", type_=BigInteger()))
    .order_by(AUDIT_ENTRY.c.number.desc())
    .limit(bindparam("rows", type_=Integer()))
)
_AFTER = scoped(
    _OWN.where(AUDIT_ENTRY.c.number > bindparam("after", type_=BigInteger()))
    .order_by(AUDIT_ENTRY.c.number)
    .limit(bindparam("rows", type_=Integer()))
)
_CHUNK = 1000
_NEWEST = 2**63 - 1


async def last_link(ctx: Context) -> Link:
    """Return the end of the log; the tenant's lock is held, so that it stays the end."""
    row = await ctx.unit.one(_LAST)
    return Link(number=row["number"], digest=row["digest"]) if row else NO_ENTRY


async def page(ctx: ReadContext, before: int | None, limit: int) -> AuditPage:
    """Return entries, the newest first.

    Raises:
        ActionForbidden: An administrator may, and nobody else.
    """
    await _refuse_but_administrators(ctx)
    rows = await ctx.unit.all(_BEFORE, before=before or _NEWEST, rows=limit + 1)
    items = [
        AuditEntry(
            number=row["number"],
            at=row["at"],
            actor=row["actor"],
            action=row["action"],
            subject=row["subject"],
            detail=orjson.loads(row["detail"]),
            digest=row["digest"].hex(),
        )
        for row in rows[:limit]
    ]
    return AuditPage(items=items, next=items[-1].number if len(rows) > limit else None)


async def verdict(ctx: ReadContext) -> Verdict:
    """Check the whole log from its beginning.

    Raises:
        ActionForbidden: An administrator may, and nobody else.
    """
    await _refuse_but_administrators(ctx)
    found = Verdict(last=NO_ENTRY)
    while True:
        rows = await ctx.unit.all(_AFTER, after=found.last.number, rows=_CHUNK)
        found = rules.checked(found.last, _parsed(rows))
        if found.broken_at is not None or len(rows) < _CHUNK:
            return found


def _parsed(rows: Sequence[Any]) -> list[dict[str, Any]]:
    return [{**row, "detail": orjson.loads(row["detail"])} for row in rows]


async def _refuse_but_administrators(ctx: ReadContext) -> None:
    rights = await grant_queries.rights(ctx)
    if not rights.is_unlimited:
        raise ActionForbidden
