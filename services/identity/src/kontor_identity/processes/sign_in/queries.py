"""What a sign-in has to know, found with the same number of questions whoever is asked for."""

from dataclasses import dataclass, field
from uuid import UUID

from kontor_chassis.access import opaque
from kontor_chassis.errands import itself, looking
from kontor_chassis.runtime import Runtime
from kontor_identity.records.credential import queries as credential_queries
from kontor_identity.records.login_event import queries as login_event_queries
from kontor_identity.records.tenant import queries as tenant_queries
from kontor_identity.records.user import queries as user_queries
from kontor_identity.records.user.queries import Place
from kontor_schemas.identifiers import PLATFORM
from kontor_schemas.identity.tenant import Tenant
from kontor_schemas.identity.user import User

DEVICE = "device"
NOBODY = Place(PLATFORM, PLATFORM)
"""Stands for an address nobody has: asked for like everybody else, and never found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What was found for an address; each part is None where there is none."""

    place: Place
    user: User | None
    tenant: Tenant | None
    password_hash: str | None = field(repr=False)
    device_digest: bytes | None = field(repr=False)

    @property
    def usable_hash(self) -> str | None:
        """The hash a password must fit; None where nobody may sign in, whatever it is."""
        is_active = self.user is not None and self.user.status == "active"
        return self.password_hash if is_active and self.tenant is not None else None


async def account_of(
    runtime: Runtime, digest: str, slug: str | None, device: str | None
) -> Account:
    """Return what is known of an address.

    Args:
        runtime: The process.
        digest: The address's digest.
        slug: The tenant that was named; None is the only one that knows the address.
        device: What the browser says of an earlier sign-in.
    """
    place = await _place(runtime, digest, slug)
    look = looking(runtime, itself(runtime, place.tenant))
    return Account(
        place=place,
        user=await user_queries.find_user(look, place.user),
        tenant=await tenant_queries.find_tenant(look),
        password_hash=await credential_queries.password_hash(look, place.user),
        device_digest=await _known_device(runtime, place, device),
    )


async def _place(runtime: Runtime, digest: str, slug: str | None) -> Place:
    platform = looking(runtime, itself(runtime, PLATFORM))
    if slug is None:
        places = await user_queries.places_of(platform, digest)
        return places[0] if len(places) == 1 else NOBODY
    tenant = await tenant_queries.tenant_with_slug(platform, slug) or PLATFORM
    user = await user_queries.user_of_login(looking(runtime, itself(runtime, tenant)), digest)
    return Place(tenant, user) if user else NOBODY


async def _known_device(runtime: Runtime, place: Place, device: str | None) -> bytes | None:
    claimed = opaque.opened(DEVICE, device) if device else None
    if claimed is None:
        return None
    look = looking(runtime, itself(runtime, place.tenant))
    if await login_event_queries.is_known_device(look, place.user, claimed.digest):
        return claimed.digest
    return None


async def shown(runtime: Runtime, tenant: UUID, user: UUID) -> tuple[User, Tenant] | None:
    """Return who is signed in and where; None where either is gone."""
    look = looking(runtime, itself(runtime, tenant))
    found = await user_queries.find_user(look, user)
    place = await tenant_queries.find_tenant(look)
    return (found, place) if found and place else None
