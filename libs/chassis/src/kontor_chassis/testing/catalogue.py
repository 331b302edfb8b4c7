"""The catalogue of a service's database: whatever would let a row be seen past row security."""

from collections.abc import Sequence

import asyncpg

_GAPS = """
WITH relation AS (
  SELECT c.oid, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity, c.reloptions,
    pg_get_userbyid(c.relowner) AS owner
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
)
SELECT 'row security is not forced: ' || relname AS gap FROM relation
WHERE relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)
  AND relname <> 'alembic_version'
UNION ALL
SELECT 'no policy: ' || relname FROM relation r
WHERE relkind IN ('r', 'p') AND relname <> 'alembic_version'
  AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = r.oid)
UNION ALL
SELECT 'tenant_id is not first in the key: ' || relname FROM relation r
JOIN pg_attribute t ON t.attrelid = r.oid AND t.attname = 'tenant_id' AND t.attnotnull
JOIN pg_index i ON i.indrelid = r.oid AND i.indisprimary
WHERE i.indkey[0] <> t.attnum
UNION ALL
SELECT 'a view with the rights of its owner: ' || relname FROM relation
WHERE relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY(reloptions), false)
UNION ALL
SELECT 'a copy without row security: ' || relname FROM relation WHERE relkind = 'm'
UNION ALL
SELECT 'not owned by the owner: ' || relname FROM relation
WHERE relkind IN ('r', 'p', 'v', 'm') AND owner <> $1 || '_owner'
UNION ALL
SELECT 'a function with the rights of its owner: ' || proname FROM pg_proc
WHERE pronamespace = 'public'::regnamespace AND prosecdef
UNION ALL
SELECT 'a role that row security does not bind: ' || rolname FROM pg_roles
WHERE rolname IN ($1 || '_api', $1 || '_worker', $1 || '_owner') AND (rolsuper OR rolbypassrls)
UNION ALL
SELECT 'an app role may act as another: ' || pg_get_userbyid(member) FROM pg_auth_members
WHERE pg_get_userbyid(member) IN ($1 || '_api', $1 || '_worker')
UNION ALL
SELECT 'the api role sees every tenant: ' || p.polname || ' on ' || r.relname
FROM pg_policy p JOIN relation r ON r.oid = p.polrelid
WHERE (0 = ANY(p.polroles) OR EXISTS (
    SELECT FROM unnest(p.polroles) AS role WHERE pg_get_userbyid(role) = $1 || '_api'))
  AND coalesce(pg_get_expr(p.polqual, p.polrelid), 'true') = 'true'
  AND coalesce(pg_get_expr(p.polwithcheck, p.polrelid), 'true') = 'true'
ORDER BY 1
"""


async def gaps(pool: asyncpg.Pool, service: str) -> Sequence[str]:
    """Return what is wrong with a service's tables, views, functions and roles; empty is right.

    Args:
        pool: Connections of any role to the service's database.
        service: The service's name.
    """
    return [row["gap"] for row in await pool.fetch(_GAPS, service)]
