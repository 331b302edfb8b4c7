"""What is given to whoever proves who they are: access tokens, ten minutes each."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kontor_chassis.access import opaque
from kontor_chassis.access.claims import MAX_LIFE_S, Claims, sign
from kontor_chassis.access.opaque import Opaque
from kontor_chassis.actor import Actor
from kontor_chassis.context import Context
from kontor_chassis.errands import carry_out, itself, looking
from kontor_chassis.errors import TokenInvalid
from kontor_chassis.ids import new_id
from kontor_chassis.runtime import Runtime
from kontor_identity.adapters.key_ring import KeyRing, SigningKey
from kontor_identity.processes.tokens import rules
from kontor_identity.processes.tokens.schemas import AccessToken, StandingSession
from kontor_identity.records.api_key import commands as api_key_commands
from kontor_identity.records.api_key import queries as api_key_queries
from kontor_identity.records.service_credential import queries as credential_queries
from kontor_identity.records.session import commands as session_commands
from kontor_identity.records.session import queries as session_queries
from kontor_identity.records.signing_key import commands as signing_key_commands
from kontor_identity.records.signing_key import rules as signing_key_rules
from kontor_identity.records.user import queries as user_queries
from kontor_identity.settings import IdentitySettings
from kontor_schemas.identifiers import PLATFORM

ACT_LIFE_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Grantee:
    """Who a token is for, and what it hangs on."""

    subject: Actor
    tenant: UUID
    session: UUID | None = None
    acting_service: str | None = None
    scopes: frozenset[str] | None = None
    ends_at: datetime | None = None
    life_s: int = MAX_LIFE_S


async def issue(runtime: Runtime, grantee: Grantee) -> AccessToken:
    """Sign a token for somebody whose right to it was found out before.

    Emits: nothing.
    """
    now = runtime.clock.now()
    key = await _signing_key(runtime, now)
    issued = int(now.timestamp())
    ends = issued + grantee.life_s
    if grantee.ends_at is not None:
        ends = min(ends, int(grantee.ends_at.timestamp()))
    claims = Claims(
        subject=grantee.subject,
        tenant=grantee.tenant,
        session=grantee.session,
        issued_at=issued,
        expires_at=ends,
        id=str(new_id()),
        acting_service=grantee.acting_service,
        scopes=grantee.scopes,
    )
    token = sign(claims, key.private, key.kid)
    return AccessToken(access_token=token, expires_at=datetime.fromtimestamp(ends, UTC))


async def issue_for_service(
    runtime: Runtime, assertion: str, tenant: UUID, user: UUID | None
) -> AccessToken:
    """Give a service that proves who it is a token in a tenant, or one to act for a user there.

    Emits: nothing.
    Raises: TokenInvalid.
    """
    platform = looking(runtime, itself(runtime, PLATFORM))
    keys = await credential_queries.valid_keys(platform, rules.claimed_service(assertion))
    service = rules.proved_service(assertion, keys, runtime.clock.now())
    if user is None:
        return await issue(runtime, Grantee(subject=Actor("service", service), tenant=tenant))
    await _refuse_inactive(runtime, tenant, user)
    return await issue(
        runtime,
        Grantee(
            subject=Actor("user", str(user)),
            tenant=tenant,
            acting_service=service,
            life_s=ACT_LIFE_S,
        ),
    )


async def issue_for_cookie(runtime: Runtime, text: str) -> AccessToken:
    """Give the gateway a token in the name of the session in a browser's cookie.

    Emits: nothing.
    Raises: TokenInvalid.
    """
    session = await session_of_cookie(runtime, text)

    async def see(ctx: Context) -> None:
        session_commands.see_session(ctx, session.session)

    await carry_out(runtime, itself(runtime, session.tenant), see)
    return await issue(
        runtime,
        Grantee(
            subject=Actor("user", str(session.user)),
            tenant=session.tenant,
            session=session.session,
            ends_at=session.ends_at,
        ),
    )


async def issue_for_api_key(runtime: Runtime, text: str) -> AccessToken:
    """Give the gateway a token in the name of an API key, as narrow as the key.

    Emits: nothing.
    Raises: TokenInvalid.
    """
    given = _opened(api_key_commands.PURPOSE, text)
    look = looking(runtime, itself(runtime, given.tenant))
    key = await api_key_queries.standing_key(look, given.id)
    if key is None or not given.fits(key["digest"]):
        raise TokenInvalid
    await _refuse_inactive(runtime, given.tenant, key["user_id"])

    async def use(ctx: Context) -> None:
        api_key_commands.use_key(ctx, given.id)

    await carry_out(runtime, itself(runtime, given.tenant), use)
    return await issue(
        runtime,
        Grantee(
            subject=Actor("user", str(key["user_id"])),
            tenant=given.tenant,
            session=given.id,
            scopes=frozenset(key["scopes"].split()),
            ends_at=key["expires_at"],
        ),
    )


async def session_of_cookie(runtime: Runtime, text: str) -> StandingSession:
    """Return the session of a browser's cookie.

    Emits: nothing.
    Raises: TokenInvalid.
    """
    cookie = _opened(session_commands.COOKIE, text)
    look = looking(runtime, itself(runtime, cookie.tenant))
    row = await session_queries.standing_session(look, cookie.id, idle_time(runtime))
    if row is None or not cookie.fits(row["cookie_digest"]):
        raise TokenInvalid
    await _refuse_inactive(runtime, cookie.tenant, row["user_id"])
    return StandingSession(
        tenant=cookie.tenant, session=cookie.id, user=row["user_id"], ends_at=row["ends_at"]
    )


async def standing(runtime: Runtime, tenant: UUID, identifier: UUID) -> StandingSession | None:
    """Return a session or API key of a tenant if it stands, for a service that asks.

    Emits: nothing.
    """
    look = looking(runtime, itself(runtime, tenant))
    row = await session_queries.standing_session(look, identifier, idle_time(runtime))
    if row is not None:
        return StandingSession(
            tenant=tenant, session=identifier, user=row["user_id"], ends_at=row["ends_at"]
        )
    key = await api_key_queries.standing_key(look, identifier)
    if key is None:
        return None
    return StandingSession(
        tenant=tenant, session=identifier, user=key["user_id"], ends_at=key["expires_at"]
    )


def idle_time(runtime: Runtime) -> timedelta:
    """Return after how long without use a session ends."""
    assert isinstance(runtime.settings, IdentitySettings)  # noqa: S101 - the definition says so
    return timedelta(days=runtime.settings.session.idle_days)


def _opened(purpose: str, text: str) -> Opaque:
    found = opaque.opened(purpose, text)
    if found is None:
        raise TokenInvalid
    return found


async def _refuse_inactive(runtime: Runtime, tenant: UUID, user_id: UUID) -> None:
    user = await user_queries.find_user(looking(runtime, itself(runtime, tenant)), user_id)
    if user is None or user.status != "active":
        raise TokenInvalid


async def _signing_key(runtime: Runtime, now: datetime) -> SigningKey:
    """Return the key to sign with, making and publishing the next one when it is due."""
    ring: KeyRing = runtime.adapters[KeyRing]
    async with ring.adding:
        current = ring.current(now)
        last = ring.last_until()
        begins = signing_key_rules.successor_from(last, now) if last else now
        if current is not None and begins is None:
            return current
        key = _new_key(begins if current is not None and begins else now)

        async def publish(ctx: Context) -> None:
            await signing_key_commands.publish_key(ctx, key)

        await carry_out(runtime, itself(runtime, PLATFORM), publish)
        ring.add(key)
        return current or key


def _new_key(used_from: datetime) -> SigningKey:
    return SigningKey(
        kid=str(new_id()),
        private=Ed25519PrivateKey.generate(),
        used_from=used_from,
        used_until=used_from + signing_key_rules.LIFE,
    )
