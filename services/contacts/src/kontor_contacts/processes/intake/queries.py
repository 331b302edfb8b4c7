"""Touches: that somebody who is known asked for something again."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.state_tables import encoded
from kontor_chassis.database.statements import Statement
from kontor_chassis.database.unit_of_work import Stage
from kontor_records.declaration.record_type import RecordType
from kontor_records.storage import records

_SCOPE = "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s) "
_OF: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT at, source, campaign FROM touch"
    " WHERE tenant_id = $1 AND record = $2::uuid AND t.s IS NOT NULL"
    " ORDER BY at DESC, id DESC LIMIT 200) x",
    ("tenant", "record"),
)
_HOLDERS: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT record FROM record_key"
    " WHERE tenant_id = $1 AND record_type IN ('contacts.contact', 'contacts.lead')"
    " AND kind = 'emails' AND value = ANY($2::text[]) AND t.s IS NOT NULL OFFSET 0) x",
    ("tenant", "mails"),
)
_LATELY: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT count(*) AS found FROM touch"
    " WHERE tenant_id = $1 AND record = $2::uuid AND at > $3::timestamptz AND t.s IS NOT NULL) x",
    ("tenant", "record", "since"),
)
_ADD: Final = (
    "INSERT INTO touch (tenant_id, id, record, at, source, campaign)"
    " SELECT $1::uuid, $2::uuid, $3::uuid, $4::timestamptz, $5::text, $6::text FROM i RETURNING 1"
)


async def holders(ctx: Context, mails: Collection[str]) -> set[UUID]:
    """Return live contacts and leads with one of these addresses, given in normal form."""
    is_fresh = ctx.unit.stage is Stage.FRESH
    read = ctx.unit.peek if is_fresh else ctx.unit.all
    return {row["record"] for row in await read(_HOLDERS, mails=sorted(mails))}


def add(ctx: Context, record: UUID, source: str, campaign: str | None) -> None:
    """Stage a touch of a contact or lead."""
    ctx.unit.stage_write(_ADD, ctx.tenant, ctx.new_id(), record, ctx.now, source, campaign)


async def lately(ctx: Context, record: UUID, since: datetime) -> int:
    """Return how often somebody asked since then; they stand locked."""
    row = await ctx.unit.one(_LATELY, record=record, since=since)
    return int(row["found"]) if row else 0


async def touches_json(ctx: ReadContext, record_type: RecordType[Any], record: UUID) -> bytes:
    """Return when somebody asked for something as JSON, the last time first.

    Raises:
        RecordUnknown: There is no such record that the actor can see.
    """
    await records.visible(ctx, record_type, record)
    rows = await ctx.unit.all(_OF, record=record)
    return encoded({"items": [dict(row) for row in rows]})
