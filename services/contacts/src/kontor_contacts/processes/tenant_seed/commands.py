"""What contacts does for a new tenant."""

from kontor_chassis.context import Context
from kontor_contacts.processes.tenant_seed import rules
from kontor_records.customizing import choice_lists
from kontor_schemas.contacts.tenant_seed import TenantSeedCompleted


async def seed_tenant(ctx: Context) -> None:
    """Set up what a new tenant begins with: its lists, and the catalogue of its records.

    Emits: ChoiceListCreated, CataloguePublished, TenantSeedCompleted.
    Raises: nothing.
    """
    await choice_lists.seed(ctx, rules.LISTS)
    ctx.emit(TenantSeedCompleted(id=ctx.tenant))
