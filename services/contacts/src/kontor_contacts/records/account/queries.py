"""Reading accounts by the party they belong to."""

from typing import Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.statements import Statement

_SCOPE = "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s) "
_PARTS: Final = (
    "SELECT a.id FROM account a WHERE a.tenant_id = $1 AND a.{party} = $2::uuid"
    " AND a.deleted_at IS NULL AND t.s IS NOT NULL"
)
_OF_PARTY: Final = Statement(
    _SCOPE
    + "SELECT x.* FROM t CROSS JOIN LATERAL ("
    + _PARTS.format(party="organization")
    + " UNION ALL "
    + _PARTS.format(party="contact")
    + " LIMIT 1) x",
    ("tenant", "party"),
)


async def account_of(ctx: Context, party: UUID) -> UUID | None:
    """Return the live account of an organization or contact, as it stands in this unit of work."""
    row = await ctx.unit.one(_OF_PARTY, party=party)
    return row["id"] if row else None


async def account_seen_of(ctx: Context, party: UUID) -> UUID | None:
    """Return the same beside the unit of work, to know what to lock."""
    rows = await ctx.unit.peek(_OF_PARTY, party=party)
    return rows[0]["id"] if rows else None
