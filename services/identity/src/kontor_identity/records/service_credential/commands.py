"""What can be done with a service's credential."""

from uuid import UUID, uuid5

from kontor_chassis.context import Context
from kontor_identity.records.service_credential import queries
from kontor_identity.records.service_credential.model import SERVICE_CREDENTIAL

_SERVICES = UUID("8f3a3f6b-53a5-4d4e-9d4c-0f6a52f1c4d7")


async def register_key(ctx: Context, service: str, public_key: bytes) -> bool:
    """Let a service prove who it is by a key; one that was withdrawn is not taken up again.

    Returns:
        Whether the key is new.

    Emits: nothing; services are the platform's own affair.
    """
    await ctx.unit.lock(uuid5(_SERVICES, service))
    if public_key in await queries.known_keys(ctx, service):
        return False
    ctx.unit.insert(
        SERVICE_CREDENTIAL,
        {
            "service": service,
            "public_key": public_key,
            "registered_at": ctx.now,
            "revoked_at": None,
        },
    )
    return True
