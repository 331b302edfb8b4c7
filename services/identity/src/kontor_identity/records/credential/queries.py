"""Reading passwords' hashes."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_identity.records.credential.model import CREDENTIAL

_ONE = select(CREDENTIAL.c.password_hash, CREDENTIAL.c.configured_hash).where(
    CREDENTIAL.c.tenant_id == TENANT, CREDENTIAL.c.user_id == bindparam("user", type_=Uuid())
)
_GET = scoped(_ONE)
_READ = compiled(_ONE)


async def password_hash(ctx: ReadContext, user_id: UUID) -> str | None:
    """Return the hash of a user's password, or None where there is none."""
    row = await ctx.unit.one(_GET, user=user_id)
    return row["password_hash"] if row else None


async def configured_hash(ctx: ReadContext, user_id: UUID) -> str | None:
    """Return the hash of the password the settings gave a user last, or None."""
    row = await ctx.unit.one(_GET, user=user_id)
    return row["configured_hash"] if row else None


async def locked_hash(ctx: Context, user_id: UUID) -> str | None:
    """Return the hash of a user's password inside of a unit of work."""
    row = await ctx.unit.one(_READ, user=user_id)
    return row["password_hash"] if row else None


async def has_password(ctx: Context, user_id: UUID) -> bool:
    """Whether a user has a password."""
    return await ctx.unit.one(_READ, user=user_id) is not None
