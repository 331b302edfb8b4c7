"""What contacts does for a new tenant."""

from kontor_chassis.context import Context
from kontor_schemas.contacts.tenant_seed import TenantSeedCompleted


async def seed_tenant(ctx: Context) -> None:
    """Set up what a new tenant begins with: contacts begins empty, and says that it is ready.

    Emits: TenantSeedCompleted.
    Raises: nothing.
    """
    ctx.emit(TenantSeedCompleted(id=ctx.tenant))
