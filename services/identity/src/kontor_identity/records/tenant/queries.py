"""Reading tenants, and finding one by its slug."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database import state_tables
from kontor_chassis.database.statements import TENANT as WHERE
from kontor_chassis.database.statements import Statement, compiled, scoped
from kontor_chassis.errors import RecordUnknown
from kontor_chassis.stamps import refuse_stale
from kontor_identity.records.tenant.model import TENANT, TENANT_SEED
from kontor_schemas.identity.tenant import Tenant

_ONE = select(TENANT).where(
    TENANT.c.tenant_id == WHERE, TENANT.c.id == bindparam("id", type_=Uuid())
)
_GET = scoped(_ONE)
_LOCK = compiled(_ONE.with_for_update())
_SEEDED = compiled(select(TENANT_SEED.c.service).where(TENANT_SEED.c.tenant_id == WHERE))
# The form of `statements.scoped`, but it names the slug instead of a tenant: see `TENANT_SLUG`.
_BY_SLUG = Statement(
    "WITH t AS MATERIALIZED (SELECT set_config('kontor.lookup', $1::text, true) s)"
    " SELECT x.* FROM t CROSS JOIN LATERAL (SELECT tenant_id FROM tenant_slug"
    " WHERE slug = $1 AND t.s IS NOT NULL) x",
    ("slug",),
)


async def tenant_json(ctx: ReadContext, tenant_id: UUID) -> tuple[bytes, int]:
    """Return a tenant as JSON, and its version.

    Raises:
        RecordUnknown: It is not the one of the principal.
    """
    row = await ctx.unit.one(_GET, id=tenant_id)
    if row is None:
        raise RecordUnknown
    return state_tables.json_of(TENANT, row), row["version"]


async def find_tenant(ctx: ReadContext) -> Tenant | None:
    """Return the tenant of the context, or None where it is none of ours."""
    row = await ctx.unit.one(_GET, id=ctx.tenant)
    return None if row is None else state_tables.state_of(TENANT, row, Tenant)


async def tenant_with_slug(ctx: ReadContext, slug: str) -> UUID | None:
    """Return which tenant has a slug, whatever tenant asks."""
    row = await ctx.unit.one(_BY_SLUG, slug=slug)
    return row["tenant_id"] if row else None


async def lock_tenant(ctx: Context, tenant_id: UUID) -> Tenant:
    """Lock a tenant for this unit of work and return it as it stands.

    Raises:
        RecordUnknown: It is not the one of the principal.
    """
    await ctx.unit.lock(tenant_id, ctx.tenant)
    row = await ctx.unit.one(_LOCK, id=tenant_id)
    if row is None:
        raise RecordUnknown
    tenant = state_tables.state_of(TENANT, row, Tenant)
    refuse_stale(ctx, tenant)
    return tenant


async def seeded_by(ctx: Context) -> Collection[str]:
    """Return the services that have set up the tenant of the context."""
    return {row["service"] for row in await ctx.unit.all(_SEEDED)}
