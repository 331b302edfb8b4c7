"""Who belongs to an organization, by the keys of contacts."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.statements import Statement

_SCOPE = "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s) "
_PEOPLE: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT record FROM record_key"
    " WHERE tenant_id = $1 AND record_type = 'contacts.contact' AND kind = 'affiliations'"
    " AND value = $2::text AND record > $3::uuid AND t.s IS NOT NULL"
    " ORDER BY record LIMIT $4::int) x",
    ("tenant", "organization", "after", "rows"),
)
_KNOWN: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT id FROM organization"
    " WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND deleted_at IS NULL"
    " AND t.s IS NOT NULL OFFSET 0) x",
    ("tenant", "ids"),
)


async def people_of(ctx: Context, organization: UUID, after: UUID, rows: int) -> list[UUID]:
    """Return contacts that belong or belonged to an organization, in the order of their ids."""
    found = await ctx.unit.peek(_PEOPLE, organization=str(organization), after=after, rows=rows)
    return [row["record"] for row in found]


async def known_organizations(ctx: Context, ids: Collection[UUID]) -> set[UUID]:
    """Return those of the organizations that are live."""
    if not ids:
        return set()
    return {row["id"] for row in await ctx.unit.peek(_KNOWN, ids=sorted(ids))}
