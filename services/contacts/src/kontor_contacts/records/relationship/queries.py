"""Reading relationships: along one kind upwards, and the net around somebody."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.state_tables import encoded
from kontor_chassis.database.statements import Statement
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.relationship import rules
from kontor_records.storage import records
from kontor_records.storage.some import titles_of

MOST_NODES: Final = 200
_FARTHEST: Final = 32
_SCOPE = "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s) "
_UP: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL ("
    "WITH RECURSIVE up(id, level) AS (SELECT $3::uuid, 0 WHERE t.s IS NOT NULL"
    " UNION SELECT r.to_contact, up.level + 1 FROM up JOIN relationship r"
    " ON r.tenant_id = $1 AND r.from_contact = up.id AND r.kind = $2::text"
    f" AND r.deleted_at IS NULL AND r.until_on IS NULL WHERE up.level < {_FARTHEST})"
    " SELECT DISTINCT id FROM up) x",
    ("tenant", "kind", "contact"),
)
_SAME: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL (SELECT id FROM relationship r"
    " WHERE r.tenant_id = $1 AND r.kind = $2::text AND r.deleted_at IS NULL"
    " AND r.until_on IS NULL AND (r.from_contact = $3::uuid AND r.to_contact = $4::uuid"
    " OR r.from_organization = $3::uuid AND r.to_organization = $4::uuid)"
    " AND t.s IS NOT NULL LIMIT 1) x",
    ("tenant", "kind", "first", "second"),
)
_AROUND: Final = Statement(
    _SCOPE + "SELECT x.* FROM t CROSS JOIN LATERAL ("
    " (SELECT r.id, r.kind, r.from_contact, r.to_contact FROM relationship r"
    "  WHERE r.tenant_id = $1 AND r.from_contact = ANY($2::uuid[]) AND r.deleted_at IS NULL"
    "  AND t.s IS NOT NULL LIMIT 2000)"
    " UNION (SELECT r.id, r.kind, r.from_contact, r.to_contact FROM relationship r"
    "  WHERE r.tenant_id = $1 AND r.to_contact = ANY($2::uuid[]) AND r.deleted_at IS NULL"
    "  AND t.s IS NOT NULL LIMIT 2000)) x",
    ("tenant", "contacts"),
)


async def above(ctx: Context, kind: str, contact: UUID) -> set[UUID]:
    """Return somebody and all whom one comes to from there along a kind."""
    return {row["id"] for row in await ctx.unit.all(_UP, kind=kind, contact=contact)}


async def above_seen(ctx: Context, kind: str, contact: UUID) -> set[UUID]:
    """Return the same beside the unit of work, to know what to lock."""
    return {row["id"] for row in await ctx.unit.peek(_UP, kind=kind, contact=contact)}


async def same(ctx: Context, kind: str, ends: rules.Ends) -> UUID | None:
    """Return the open relationship of this kind between the two, if there is one."""
    row = await ctx.unit.one(_SAME, kind=kind, first=ends.first, second=ends.second)
    return row["id"] if row else None


async def network_json(ctx: ReadContext, contact: UUID, depth: int) -> bytes:
    """Return the persons around one as JSON: nodes and edges, as far as the actor may see them.

    Raises:
        RecordUnknown: There is no such contact that the actor can see.
    """
    await records.visible(ctx, CONTACT, contact)
    titles = await titles_of(ctx, CONTACT, [contact])
    edges: dict[UUID, dict[str, Any]] = {}
    border: Collection[UUID] = [contact]
    for _ in range(depth):
        rows = await ctx.unit.all(_AROUND, contacts=sorted(border))
        ends = {end for row in rows for end in (row["from_contact"], row["to_contact"])}
        new = sorted(ends - set(titles))[: MOST_NODES - len(titles)]
        border = await titles_of(ctx, CONTACT, new)
        titles |= border
        for row in rows:
            edges[row["id"]] = _edge(row)
        if not border:
            break
    shown = [edge for edge in edges.values() if edge["from"] in titles and edge["to"] in titles]
    nodes = [{"id": node, "title": title} for node, title in titles.items()]
    return encoded({"nodes": nodes, "edges": shown})


def _edge(row: Any) -> dict[str, Any]:
    return {
        "id": row["id"],
        "kind": row["kind"],
        "inverse": rules.INVERSE.get(row["kind"], row["kind"]),
        "from": row["from_contact"],
        "to": row["to_contact"],
    }
