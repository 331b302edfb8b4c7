"""What contacts does for a new tenant."""

from kontor_chassis.context import Context
from kontor_contacts.processes.day_rounds import commands as day_commands
from kontor_contacts.processes.tenant_seed import rules
from kontor_records.customizing import choice_lists
from kontor_schemas.contacts.tenant_seed import TenantSeedCompleted


async def seed_tenant(ctx: Context) -> None:
    """Set up what a new tenant begins with: its lists, its catalogue, the rounds of its days.

    Emits: ChoiceListCreated, CataloguePublished, TenantSeedCompleted.
    Raises: nothing.
    """
    await choice_lists.seed(ctx, rules.LISTS)
    await day_commands.begin_rounds(ctx)
    ctx.emit(TenantSeedCompleted(id=ctx.tenant))
