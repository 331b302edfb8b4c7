"""Makes tenants."""

from dataclasses import dataclass
from typing import Any

from kontor_chassis.testing.bench import Bench
from kontor_identity.adapters.password_hashing import PasswordHashing
from kontor_identity.records.credential import commands as credential_commands
from kontor_identity.records.tenant import commands
from kontor_identity.records.user import commands as user_commands
from kontor_schemas.identity.tenant import Tenant
from kontor_schemas.identity.user import User

PASSWORD = "correct horse battery"


@dataclass(frozen=True, kw_only=True)
class Office:
    """A tenant and its administrator."""

    tenant: Tenant
    administrator: User
    facts: int
    """How many facts its making left in the outbox."""


async def an_office(bench: Bench, **fields: Any) -> Office:
    """Make the bench's tenant, with the bench's user as administrator."""
    slug = fields.pop("slug", f"t-{bench.tenant.hex}")
    hashed = await bench.runtime.adapters[PasswordHashing].hash(PASSWORD)
    async with bench.writing() as ctx:
        await ctx.unit.lock(ctx.tenant)
        tenant = commands.create_tenant(ctx, {"slug": slug, "name": "Contoso", **fields})
        administrator = await user_commands.take_up_user(
            ctx,
            {
                "id": bench.user,
                "email": f"admin@{bench.tenant.hex}.example",
                "display_name": "Ada Admin",
                "is_administrator": True,
            },
            "active",
        )
        credential_commands.begin_credential(ctx, administrator.id, hashed)
    return Office(tenant=tenant, administrator=administrator, facts=len(await bench.facts()))
