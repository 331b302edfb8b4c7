"""Writing and reading what was counted."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

import asyncpg

from kontor_gateway.processes.usage.rules import Count, Key

_ADD = """
INSERT INTO usage_counter AS u (tenant_id, day, principal_kind, requests, refused, bytes)
SELECT * FROM unnest($1::uuid[], $2::date[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[])
ON CONFLICT (tenant_id, day, principal_kind) DO UPDATE SET
 requests = u.requests + EXCLUDED.requests, refused = u.refused + EXCLUDED.refused,
 bytes = u.bytes + EXCLUDED.bytes
"""
_OF_TENANT = """
SELECT day, principal_kind, requests, refused, bytes FROM usage_counter
WHERE tenant_id = $1 AND day >= $2 ORDER BY day DESC, principal_kind LIMIT 1000
"""


async def add_counts(pool: asyncpg.Pool, counts: Mapping[Key, Count]) -> None:
    """Add what was counted in memory to what is stored."""
    keys = sorted(counts)  # in one order, so that two replicas never wait for each other in a ring
    await pool.execute(
        _ADD,
        [key.tenant for key in keys],
        [key.day for key in keys],
        [key.principal_kind for key in keys],
        [counts[key].requests for key in keys],
        [counts[key].refused for key in keys],
        [counts[key].bytes for key in keys],
    )


async def usage_of(pool: asyncpg.Pool, tenant: UUID, since: date) -> Sequence[asyncpg.Record]:
    """Return what a tenant has used, the latest day first."""
    rows: Sequence[asyncpg.Record] = await pool.fetch(_OF_TENANT, tenant, since)
    return rows
