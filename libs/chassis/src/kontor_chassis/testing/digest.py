"""Digests: what a tenant has in every table, so that a test can prove that nothing changed."""

from collections.abc import Mapping
from typing import NamedTuple

from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.engines import Engines

_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND a.attname = 'tenant_id' AND NOT a.attisdropped
ORDER BY c.relname
"""


class Content(NamedTuple):
    """How many rows a tenant has in a table, and the digest of them all."""

    rows: int
    digest: str


async def digest(bench: Bench) -> Mapping[str, Content]:
    """Return what the bench's tenant has in each table of its service, the outbox included.

    It reads as the server's administrator, whom no row security keeps from seeing a row.
    """
    connection = await Engines.found().connect(bench.runtime.settings.database.name)
    try:
        found = {}
        for (table,) in await connection.fetch(_TABLES):
            row = await connection.fetchrow(
                "SELECT count(*), coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '')"
                f' FROM "{table}" t WHERE tenant_id = $1',
                bench.tenant,
            )
            found[table] = Content(*row)
        return found
    finally:
        await connection.close()
