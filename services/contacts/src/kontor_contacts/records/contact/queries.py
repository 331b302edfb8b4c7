"""Contacts found by what they share."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.statements import Statement
from kontor_chassis.database.unit_of_work import Stage

_SCOPE = "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s) "
_HOLDERS: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT record FROM record_key"
    " WHERE tenant_id = $1 AND record_type = 'contacts.contact' AND kind = 'emails'"
    " AND value = ANY($2::text[]) AND t.s IS NOT NULL LIMIT 20) x",
    ("tenant", "mails"),
)


async def holders_of(ctx: Context, mails: Collection[str]) -> set[UUID]:
    """Return live contacts with one of these e-mail addresses, given in normal form."""
    # Inside the transaction where there is one: a second connection would be waited for.
    is_fresh = ctx.unit.stage is Stage.FRESH
    read = ctx.unit.peek if is_fresh else ctx.unit.all
    return {row["record"] for row in await read(_HOLDERS, mails=sorted(mails))}
