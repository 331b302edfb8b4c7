"""New tenants, as identity tells of them."""

from kontor_chassis.consume.consumer import Command
from kontor_chassis.consume.received import Received
from kontor_chassis.context import Context
from kontor_contacts.processes.tenant_seed import commands
from kontor_schemas.fact import Created
from kontor_schemas.identity.tenant import Tenant


async def on_tenant_created(ctx: Context, _fact: Received) -> None:
    """Seed the tenant the fact tells of, which is the tenant of the context."""
    await commands.seed_tenant(ctx)


TENANT_SEED = Command(name="seed_tenant", facts=(Created[Tenant],), handle=on_tenant_created)
