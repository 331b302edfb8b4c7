"""What automation sets up for a new tenant."""

from uuid import UUID

from kontor_chassis.context import Context
from kontor_schemas.automation.tenant_seed import TenantSeedCompleted


async def seed_tenant(ctx: Context, tenant_id: UUID) -> None:
    """Confirm that a new tenant has what it begins with: nothing, until somebody lays down rules.

    Emits: TenantSeedCompleted.
    """
    ctx.emit(TenantSeedCompleted(id=tenant_id))
