"""What can be done with a signing key."""

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kontor_chassis.context import Context
from kontor_identity.adapters.key_ring import SigningKey
from kontor_identity.records.signing_key.model import SIGNING_KEY


async def publish_key(ctx: Context, key: SigningKey) -> None:
    """Publish the public half of a key; only then may its process sign with it.

    Emits: nothing; verifiers fetch the key set.
    """
    public = key.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    ctx.unit.insert(
        SIGNING_KEY,
        {
            "kid": key.kid,
            "public_key": public,
            "used_from": key.used_from,
            "used_until": key.used_until,
        },
    )
