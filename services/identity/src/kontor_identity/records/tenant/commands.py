"""What can be done with a tenant."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from kontor_chassis.context import Context
from kontor_chassis.database.state_tables import changed_columns, row_of
from kontor_chassis.stamps import begun, changed
from kontor_chassis.validation import refuse_unknown_zone
from kontor_identity.records.grant import commands as grant_commands
from kontor_identity.records.grant import queries as grant_queries
from kontor_identity.records.tenant import queries, rules
from kontor_identity.records.tenant.model import TENANT, TENANT_SEED, TENANT_SLUG
from kontor_schemas.fact import Created, Updated, changes
from kontor_schemas.identity.grant import GrantChanged, TenantGrant
from kontor_schemas.identity.tenant import Tenant, TenantReady


def create_tenant(ctx: Context, fields: Mapping[str, Any]) -> Tenant:
    """Take up a customer; the context's tenant is the new one. Only operators do this.

    Emits: Created[Tenant].
    Raises: UniqueTaken, Faults.
    """
    tenant = begun(ctx, Tenant, {**fields, "id": ctx.tenant})
    refuse_unknown_zone("/zone", tenant.zone)
    ctx.unit.insert(TENANT, row_of(TENANT, tenant))
    ctx.unit.insert(TENANT_SLUG, {"slug": tenant.slug})
    ctx.emit(Created[Tenant](state=tenant))
    return tenant


async def change_tenant(ctx: Context, tenant_id: UUID, fields: Mapping[str, Any]) -> Tenant:
    """Change the name or the customs of a tenant.

    Emits: Updated[Tenant]; GrantChanged where its zone changed.
    Raises: ActionForbidden, RecordUnknown, StaleVersion, Faults.
    """
    old = await queries.lock_tenant(ctx, tenant_id)
    await grant_queries.refuse_but_administrators(ctx)
    new = changed(ctx, old, fields)
    refuse_unknown_zone("/zone", new.zone)
    if not (difference := changes(old, new)):
        return old
    ctx.unit.update(TENANT, old.id, old.version, changed_columns(TENANT, old, new))
    ctx.emit(Updated[Tenant](state=new, changed=difference))
    if old.zone != new.zone:
        await grant_commands.publish(ctx, grant_of(new))
    return new


def grant_of(tenant: Tenant) -> GrantChanged:
    """Return what is told of a tenant to those who decide on rights."""
    grant = TenantGrant(zone=tenant.zone)
    return GrantChanged(id=tenant.id, version=tenant.version, what="tenant", tenant=grant)


async def note_seed(ctx: Context, service: str) -> None:
    """Note that a service has set up a tenant; with the last of them the tenant is ready.

    Emits: Updated[Tenant] and TenantReady with the last one.
    Raises: RecordUnknown.
    """
    old = await queries.lock_tenant(ctx, ctx.tenant)
    seeded = {*await queries.seeded_by(ctx)}
    if service not in seeded:
        ctx.unit.insert(TENANT_SEED, {"service": service, "completed_at": ctx.now})
    if not rules.is_ready(old, {*seeded, service}):
        return
    new = changed(ctx, old, {"state": "ready"})
    ctx.unit.update(TENANT, old.id, old.version, changed_columns(TENANT, old, new))
    ctx.emit(Updated[Tenant](state=new, changed=changes(old, new)))
    ctx.emit(TenantReady(state=new))
