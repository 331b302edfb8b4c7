"""Reading hierarchies of organizations.

Which organization hangs below which is said once, by `parent`; whoever asks follows it. A level is
one step in the index of `parent`, and there are ten of them at most.
"""

from typing import Final
from uuid import UUID

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.state_tables import encoded
from kontor_chassis.database.statements import Statement
from kontor_contacts.records.organization.record import ORGANIZATION
from kontor_records.storage import records
from kontor_records.storage.some import titles_of

_SCOPE = "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s) "
_FARTHEST: Final = 32
"""No chain is followed further, whatever stands in the table."""

_MOST: Final = 20_000

_ABOVE: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL ("
    "WITH RECURSIVE up(id, parent, level) AS ("
    " SELECT o.id, o.parent, 1 FROM organization o"
    " WHERE o.tenant_id = $1 AND o.id = $2::uuid AND o.deleted_at IS NULL AND t.s IS NOT NULL"
    " UNION ALL SELECT o.id, o.parent, up.level + 1 FROM up"
    " JOIN organization o ON o.tenant_id = $1 AND o.id = up.parent AND o.deleted_at IS NULL"
    f" WHERE up.level < {_FARTHEST}) SELECT id FROM up ORDER BY level) x",
    ("tenant", "organization"),
)
_BELOW: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL ("
    "WITH RECURSIVE down(id, name, above, level) AS ("
    " SELECT o.id, o.name, o.parent, 1 FROM organization o"
    " WHERE o.tenant_id = $1 AND o.parent = $2::uuid AND o.deleted_at IS NULL AND t.s IS NOT NULL"
    " UNION ALL SELECT o.id, o.name, o.parent, down.level + 1 FROM down"
    " JOIN organization o ON o.tenant_id = $1 AND o.parent = down.id AND o.deleted_at IS NULL"
    f" WHERE down.level < {_FARTHEST}) SELECT id, name, above, level FROM down"
    " ORDER BY level, id LIMIT $3::int) x",
    ("tenant", "organization", "rows"),
)
_HEIGHT: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL ("
    "WITH RECURSIVE down(id, level) AS ("
    " SELECT o.id, 1 FROM organization o"
    " WHERE o.tenant_id = $1 AND o.parent = $2::uuid AND o.deleted_at IS NULL AND t.s IS NOT NULL"
    " UNION ALL SELECT o.id, down.level + 1 FROM down"
    " JOIN organization o ON o.tenant_id = $1 AND o.parent = down.id AND o.deleted_at IS NULL"
    f" WHERE down.level < {_FARTHEST}) SELECT coalesce(max(level), 0)::int AS height FROM down) x",
    ("tenant", "organization"),
)
_WITH_VAT_ID: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT record FROM record_key"
    " WHERE tenant_id = $1 AND record_type = 'contacts.organization' AND kind = 'vat_id'"
    " AND value = $2::text AND t.s IS NOT NULL ORDER BY record LIMIT 2) x",
    ("tenant", "value"),
)


async def above(ctx: Context, organization: UUID) -> list[UUID]:
    """Return an organization and all above it, to the top; nothing where it is not live."""
    return [row["id"] for row in await ctx.unit.peek(_ABOVE, organization=organization)]


async def above_now(ctx: Context, organization: UUID) -> list[UUID]:
    """Return the same as it stands in this unit of work, once the locks are held."""
    return [row["id"] for row in await ctx.unit.all(_ABOVE, organization=organization)]


async def height_below(ctx: Context, organization: UUID) -> int:
    """Return how many levels hang below an organization."""
    row = await ctx.unit.one(_HEIGHT, organization=organization)
    return int(row["height"]) if row else 0


async def children(ctx: Context, organization: UUID) -> list[UUID]:
    """Return what hangs directly below an organization."""
    rows = await ctx.unit.peek(_BELOW, organization=organization, rows=_MOST)
    return [row["id"] for row in rows if row["above"] == organization]


async def members_json(ctx: ReadContext, organization: UUID) -> bytes:
    """Return all below an organization as JSON, from the top down, and how many are not shown.

    Raises:
        RecordUnknown: There is no such organization that the actor can see.
    """
    await records.visible(ctx, ORGANIZATION, organization)
    rows = await ctx.unit.all(_BELOW, organization=organization, rows=_MOST)
    seen = await titles_of(ctx, ORGANIZATION, [row["id"] for row in rows])
    items = [
        {"id": row["id"], "parent": row["above"], "level": row["level"], "name": row["name"]}
        for row in rows
        if row["id"] in seen
    ]
    return encoded({"items": items, "hidden": len(rows) - len(items)})


async def with_vat_id(ctx: Context, key: str) -> list[UUID]:
    """Return live organizations with a VAT id, given as it stands among the keys."""
    return [row["record"] for row in await ctx.unit.all(_WITH_VAT_ID, value=key)]
