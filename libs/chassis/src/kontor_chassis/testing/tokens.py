"""Tokens of tests: minted and verified with a key that exists in this process only."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.errors import TokenInvalid
from kontor_chassis.ids import new_id

_KEY = Ed25519PrivateKey.generate()


def token_for(principal: Principal) -> str:
    """Return a signed token that stands for a principal for ten minutes."""
    now = datetime.now(UTC)  # kontor: allow clock because a token's life is real time
    claims = {
        "iss": "kontor",
        "aud": "kontor",
        "sub": str(principal.subject),
        "tenant": str(principal.tenant),
        "sid": principal.session,
        "iat": now,
        "exp": now + timedelta(minutes=10),
        "jti": str(new_id()),
    }
    if principal.acting_service:
        claims["act"] = f"service:{principal.acting_service}"
    if principal.scopes is not None:
        claims["scope"] = " ".join(sorted(principal.scopes))
    return jwt.encode(claims, _KEY, algorithm="EdDSA")


class LocalVerifier:
    """Verifies the tokens of `token_for`, and nothing else."""

    async def verify(self, token: str) -> Principal:
        """Return the principal of a token.

        Raises:
            TokenInvalid: It is not one of this process's own.
        """
        try:
            claims = jwt.decode(
                token, _KEY.public_key(), algorithms=["EdDSA"], audience="kontor", issuer="kontor"
            )
        except jwt.InvalidTokenError:
            raise TokenInvalid from None
        kind, _, identifier = claims["sub"].partition(":")
        scope = claims.get("scope")
        return Principal(
            subject=Actor(kind, identifier),
            tenant=UUID(claims["tenant"]),
            session=claims.get("sid"),
            acting_service=(claims.get("act") or "").removeprefix("service:") or None,
            scopes=frozenset(scope.split()) if scope else None,
        )
