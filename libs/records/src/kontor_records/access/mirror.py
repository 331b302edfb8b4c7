"""The mirror of grants: what a service lists in its `app.py` so that it can decide alone."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from kontor_chassis.consume.consumer import BatchOf
from kontor_chassis.consume.received import Received
from kontor_schemas import wire
from kontor_schemas.identity.grant import GrantChanged

UPSERT: Final = """
WITH raised AS (
  INSERT INTO access_revision AS r (tenant_id, revision)
  SELECT DISTINCT tenant_id, 1 FROM unnest($1::uuid[]) AS t(tenant_id) ORDER BY tenant_id
  ON CONFLICT (tenant_id) DO UPDATE SET revision = r.revision + 1
  RETURNING tenant_id, revision
)
INSERT INTO access_grant AS g (tenant_id, id, version, what, body, revision)
SELECT f.tenant_id, f.id, f.version, f.what, f.body::jsonb, raised.revision
FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[])
  AS f(tenant_id, id, version, what, body)
JOIN raised USING (tenant_id)
ON CONFLICT (tenant_id, id) DO UPDATE
SET version = excluded.version, what = excluded.what, body = excluded.body,
  revision = excluded.revision
WHERE g.version < excluded.version
"""
"""Raises the tenants' revisions and stores what is newer under them.

The revision's row stays locked until the end of the transaction: a reader that knows revision 7
has seen everything up to 7. The tenants come in order, so that two batches never wait for each
other in a circle.
"""


async def apply(connection: asyncpg.Connection, facts: Sequence[Received]) -> None:
    """Bring the mirror to what a batch tells; what is older than known is left out."""
    last: dict[tuple[UUID, UUID], GrantChanged] = {}
    for received in facts:
        fact = received.fact()
        assert isinstance(fact, GrantChanged)  # noqa: S101 - the subscription names no other
        key = (received.tenant, fact.id)
        if key not in last or last[key].version < fact.version:
            last[key] = fact
    keys = sorted(last)
    found = [last[key] for key in keys]
    await connection.execute(
        UPSERT,
        [tenant for tenant, _ in keys],
        [identifier for _, identifier in keys],
        [fact.version for fact in found],
        [fact.what for fact in found],
        [body_of(fact) for fact in found],
    )


def body_of(fact: GrantChanged) -> str | None:
    """Return the part of a fact that is kept, as JSON; None where the thing is gone."""
    part = getattr(fact, fact.what, None)
    return None if part is None else wire.to_json(part).decode()


GRANT_MIRROR: Final = BatchOf(facts=(GrantChanged,), function=apply)
"""The subscription; it stands before those that decide by it."""
