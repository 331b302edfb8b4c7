"""Setting up the rights of a new tenant, in the unit of work that makes it."""

from typing import Any

from kontor_chassis.context import Context
from kontor_identity.processes.access_seed import rules
from kontor_identity.records.grant import commands as grant_commands
from kontor_identity.records.module_default import commands as module_default_commands
from kontor_identity.records.profile import commands as profile_commands
from kontor_identity.records.role import commands as role_commands
from kontor_identity.records.tenant import commands as tenant_commands
from kontor_schemas.identity.tenant import Tenant


async def seed_access(ctx: Context, tenant: Tenant) -> dict[str, Any]:
    """Give a new tenant its first profiles, the root of its roles, and the module defaults.

    Returns:
        The place of the first administrator.

    Emits: Created[Profile], Created[Role], Created[ModuleDefault], GrantChanged.
    """
    profiles = [
        profile_commands.take_up_profile(ctx, fields, None)
        for fields in rules.profiles(tenant.locale)
    ]
    root = await role_commands.take_up_role(ctx, {"name": rules.names(tenant.locale)["root"]})
    defaults = [module_default_commands.take_up_default(ctx, fields) for fields in rules.defaults()]
    await grant_commands.publish(
        ctx,
        tenant_commands.grant_of(tenant),
        *(profile_commands.grant_of(profile) for profile in profiles),
        role_commands.grant_of(root),
        *(module_default_commands.grant_of(default) for default in defaults),
    )
    return {"role": root.id, "profiles": [profiles[0].id]}
