"""What automation does when a tenant is created."""

from kontor_automation.processes.tenant_seed import commands
from kontor_chassis.consume.consumer import Command
from kontor_chassis.consume.received import Received
from kontor_chassis.context import Context
from kontor_schemas.fact import Created
from kontor_schemas.identity.tenant import Tenant


async def on_tenant_created(ctx: Context, received: Received) -> None:
    """Set the tenant up."""
    await commands.seed_tenant(ctx, received.subject)


SEED_TENANT = Command(name="seed_tenant", facts=(Created[Tenant],), handle=on_tenant_created)
