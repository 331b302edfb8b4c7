"""Proves that a refusal changed nothing: no row of rights, no fact, no entry of the audit."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import httpx

from kontor_chassis.actor import Principal
from kontor_chassis.testing.bench import Bench

_TABLES = (
    "access_grant", "role", "profile", '"group"', "sharing_rule", "module_default", '"user"',
    "user_grant", "audit_entry", "outbox",
)  # fmt: skip


async def kept(bench: Bench) -> Mapping[str, Any]:
    """Return a digest of everything that grants could be written to, of all tenants."""
    found = {}
    for table in _TABLES:
        pool = bench.runtime.worker_pool if table == "outbox" else bench.runtime.api_pool
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute(f"SELECT set_config('kontor.tenant', '{bench.tenant}', true)")
            found[table] = await connection.fetchval(
                f"SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"
                " WHERE tenant_id = $1",
                bench.tenant,
            )
    return found


@asynccontextmanager
async def unchanged(bench: Bench) -> AsyncIterator[None]:
    """Hold that nothing is written inside."""
    before = await kept(bench)
    yield
    assert await kept(bench) == before


async def refused(
    bench: Bench,
    request: tuple[str, str, Any],
    expected: tuple[int, str],
    principal: Principal | None = None,
) -> dict[str, Any]:
    """Make a request that is refused, prove that it changed nothing, and return its parameters."""
    method, path, body = request
    async with unchanged(bench), bench.client(principal) as client:
        answer: httpx.Response = await client.request(method, f"/api/v1{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == expected, answer.text
    problem: dict[str, Any] = answer.json()
    return problem
