"""What tenants learn from the other services: that one of them has set up a new tenant."""

from kontor_chassis.consume.consumer import Command
from kontor_chassis.consume.received import Received
from kontor_chassis.context import Context
from kontor_identity.records.tenant import commands
from kontor_schemas.automation.tenant_seed import TenantSeedCompleted as SeededByAutomation
from kontor_schemas.contacts.tenant_seed import TenantSeedCompleted as SeededByContacts


async def on_tenant_seeded(ctx: Context, received: Received) -> None:
    """Note it; the tenant is ready when everybody has said so."""
    await commands.note_seed(ctx, received.type.partition(".")[0])


SEEDED = Command(
    name="note_seed", facts=(SeededByContacts, SeededByAutomation), handle=on_tenant_seeded
)
