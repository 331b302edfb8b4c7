"""Reading service credentials."""

from collections.abc import Sequence

from sqlalchemy import Text, bindparam, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_identity.records.service_credential.model import SERVICE_CREDENTIAL

_OF_SERVICE = select(SERVICE_CREDENTIAL.c.public_key).where(
    SERVICE_CREDENTIAL.c.tenant_id == TENANT,
    SERVICE_CREDENTIAL.c.service == bindparam("service", type_=Text()),
)
_VALID = scoped(_OF_SERVICE.where(SERVICE_CREDENTIAL.c.revoked_at.is_(None)))
_KNOWN = compiled(_OF_SERVICE)


async def valid_keys(ctx: ReadContext, service: str) -> Sequence[bytes]:
    """Return the raw public keys by which a service may prove who it is."""
    return [row["public_key"] for row in await ctx.unit.all(_VALID, service=service)]


async def known_keys(ctx: Context, service: str) -> Sequence[bytes]:
    """Return the raw public keys a service ever had, withdrawn ones too."""
    return [row["public_key"] for row in await ctx.unit.all(_KNOWN, service=service)]
