"""Tokens of tests: minted by a key of this process only, verified by the real verifier."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kontor_chassis.access.claims import MAX_LIFE_S, Claims, sign
from kontor_chassis.access.revocations import Revocations
from kontor_chassis.access.verifier import Verifier
from kontor_chassis.actor import Actor, Principal
from kontor_chassis.clock import Clock, SystemClock
from kontor_chassis.ids import new_id

KID = "test"
_KEY = Ed25519PrivateKey.generate()


def token_for(principal: Principal, *, at: datetime | None = None) -> str:
    """Return a signed token that stands for a principal for ten minutes.

    Args:
        principal: Who it stands for; a user without a session is given one.
        at: When it is issued; now.
    """
    issued = at or datetime.now(UTC)  # kontor: allow clock because a token's life is real time
    instant = int(issued.timestamp())
    session = principal.session
    if session is None and not principal.is_service:
        session = str(new_id())
    claims = Claims(
        subject=principal.subject,
        tenant=principal.tenant,
        session=UUID(session) if session else None,
        issued_at=instant,
        expires_at=instant + MAX_LIFE_S,
        id=str(new_id()),
        acting_service=principal.acting_service,
        scopes=principal.scopes,
    )
    return sign(claims, _KEY, KID)


def user_token(tenant: UUID, user: UUID, session: UUID | None = None) -> str:
    """Return a token of a user."""
    subject = Actor("user", str(user))
    return token_for(
        Principal(subject=subject, tenant=tenant, session=str(session) if session else None)
    )


def service_token(service: str, tenant: UUID, *, user: UUID | None = None) -> str:
    """Return a token of a service, for itself or acting for a user."""
    principal = Principal(subject=Actor("service", service), tenant=tenant)
    if user is not None:
        subject = Actor("user", str(user))
        principal = replace(principal, subject=subject, acting_service=service)
    return token_for(principal)


class LocalKeys:
    """The key set of tests: one key, known without asking anybody."""

    async def find(self, kid: str) -> Ed25519PublicKey | None:
        """Return the key of tests."""
        return _KEY.public_key() if kid == KID else None


class _AllStand:
    """Stands in for identity's word on sessions: what is not revoked here stands."""

    async def stands(self, tenant: UUID, session: UUID) -> bool:  # noqa: ARG002 - asked by place
        return True


class LocalVerifier(Verifier):
    """Verifies the tokens of this module, and nothing else, with the code every service runs."""

    def __init__(self, clock: Clock | None = None) -> None:
        """Verify by the machine's clock unless another is given."""
        self.revocations = Revocations()
        super().__init__(LocalKeys(), clock or SystemClock(), self.revocations, _AllStand())
