"""Makes services that identity knows, and what they prove themselves with."""

import json
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.testing.bench import Bench
from kontor_identity.records.service_credential import commands
from kontor_schemas.identifiers import PLATFORM


async def a_service(bench: Bench) -> tuple[str, Ed25519PrivateKey]:
    """Register a service of this test's own."""
    key = Ed25519PrivateKey.generate()
    name = f"robot_{uuid4().hex[:12]}"
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    platform = Principal(subject=Actor("service", "identity"), tenant=PLATFORM)
    async with bench.writing(platform) as ctx:
        assert await commands.register_key(ctx, name, raw)
    return name, key


def assertion(
    name: str,
    key: Ed25519PrivateKey,
    now: float,
    header: dict[str, Any] | None = None,
    **changes: Any,
) -> str:
    """Return what a service proves itself with; None removes a claim."""
    claims = {
        "iss": name,
        "sub": name,
        "aud": "kontor-identity",
        "iat": int(now),
        "exp": int(now) + 60,
        "jti": str(uuid4()),
        **changes,
    }
    kept = {claim: value for claim, value in claims.items() if value is not None}
    # Not `jwt.encode`, which would refuse to make what these tests are about.
    return jwt.PyJWS().encode(json.dumps(kept).encode(), key, algorithm="EdDSA", headers=header)
