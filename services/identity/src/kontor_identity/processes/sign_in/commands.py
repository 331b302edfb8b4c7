"""Signing in and out: the verbs that begin without anybody being known."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic
from uuid import UUID

from kontor_chassis.access import opaque
from kontor_chassis.actor import Actor, Principal
from kontor_chassis.context import Context
from kontor_chassis.errands import carry_out, itself
from kontor_chassis.errors import RateLimited, TokenInvalid
from kontor_chassis.runtime import Runtime
from kontor_identity.adapters.password_hashing import PasswordHashing
from kontor_identity.processes.sign_in import queries
from kontor_identity.processes.sign_in.errors import CredentialsRefused
from kontor_identity.processes.sign_in.queries import DEVICE, Account
from kontor_identity.processes.sign_in.schemas import Origin, SignedIn, SignIn
from kontor_identity.processes.tokens import commands as token_commands
from kontor_identity.processes.tokens.commands import Grantee, idle_time
from kontor_identity.records.credential import commands as credential_commands
from kontor_identity.records.credential import queries as credential_queries
from kontor_identity.records.credential import rules as credential_rules
from kontor_identity.records.login_event import commands as login_event_commands
from kontor_identity.records.login_event import rules as login_event_rules
from kontor_identity.records.login_event.rules import Wait
from kontor_identity.records.session import commands as session_commands
from kontor_identity.records.session.commands import Begun
from kontor_identity.records.tenant import rules as tenant_rules
from kontor_identity.records.user import queries as user_queries
from kontor_identity.records.user import rules as user_rules
from kontor_identity.settings import IdentitySettings
from kontor_schemas.identifiers import PLATFORM

_PATIENCE_S = 5.0
_PAUSE_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """What a browser gets beside the tokens: its session's cookie and the mark of its device."""

    tokens: SignedIn
    cookie: str = field(repr=False)
    cookie_life: timedelta
    device: str = field(repr=False)


async def sign_in(runtime: Runtime, wanted: SignIn, origin: Origin) -> Welcome:
    """Begin a session for whoever knows the password.

    Whatever is wrong is answered alike and takes as long: an address nobody has, a wrong password,
    a user who may not sign in, a tenant that does not exist.

    Emits: nothing; a session tells only of its end.
    Raises: CredentialsRefused, RateLimited, TenantSuspended, ServiceUnavailable.
    """
    digest = user_rules.login_digest(wanted.email)
    account = await queries.account_of(runtime, digest, wanted.tenant, origin.device)
    try_id = await _begin_try(runtime, digest, account, origin)
    try:
        rehashed = await _check_password(runtime, account, wanted.password)
        welcome = await _begin_session(runtime, digest, account, origin, rehashed)
    except CredentialsRefused:
        await _refuse(runtime, try_id, digest, account, origin)
        raise
    except Exception:
        await _drop_try(runtime, try_id)
        raise
    await _drop_try(runtime, try_id)
    return welcome


async def refresh(runtime: Runtime, text: str) -> SignedIn:
    """Go on with a session by its refresh token, which is good once.

    Emits: SessionRevoked for a token that comes a second time.
    Raises: TokenInvalid.
    """
    token = opaque.opened(session_commands.REFRESH, text)
    if token is None:
        raise TokenInvalid

    async def command(ctx: Context) -> "session_commands.Refreshed | str":
        return await session_commands.refresh_session(ctx, token, idle_time(runtime))

    found = await carry_out(runtime, itself(runtime, token.tenant), command)
    if isinstance(found, str):
        raise TokenInvalid
    access = await token_commands.issue(
        runtime,
        Grantee(
            subject=Actor("user", str(found.user)),
            tenant=token.tenant,
            session=found.id,
            ends_at=found.ends_at,
        ),
    )
    return SignedIn(
        access_token=access.access_token,
        expires_at=access.expires_at,
        refresh_token=found.refresh_token,
    )


async def sign_out(runtime: Runtime, principal: Principal, session_id: UUID) -> None:
    """End a session; one that has ended before is let be.

    Emits: SessionRevoked.
    """

    async def command(ctx: Context) -> None:
        await session_commands.end_session(ctx, session_id, idle_time(runtime))

    await carry_out(runtime, principal, command)


async def _begin_try(runtime: Runtime, digest: str, account: Account, origin: Origin) -> UUID:
    """Count the try before the password is looked at, so that many at once do not go uncounted.

    A known device has a count of its own: whoever tries a stranger's account from elsewhere can
    use up the account's tries, but not lock out its owner.
    """
    name, client = f"account {digest}", login_event_rules.client_group(origin.client)
    if account.device_digest is not None:
        name, client = f"device {account.device_digest.hex()}", None

    async def command(ctx: Context) -> UUID | Wait:
        return await login_event_commands.begin_try(ctx, name, client)

    give_up = monotonic() + _PATIENCE_S
    while isinstance(found := await carry_out(runtime, itself(runtime, PLATFORM), command), Wait):
        if found.seconds is not None or monotonic() > give_up:
            raise RateLimited(retry_after=found.seconds or 1)
        await asyncio.sleep(_PAUSE_S)
    return found


async def _check_password(runtime: Runtime, account: Account, given: str) -> str | None:
    """Check a password, and return its hash at today's cost where the stored one is outdated."""
    password = credential_rules.normal(given)
    hashing: PasswordHashing = runtime.adapters[PasswordHashing]
    if not await hashing.fits(password, account.usable_hash):
        raise CredentialsRefused
    if account.usable_hash and hashing.is_outdated(account.usable_hash):
        return await hashing.hash(password)
    return None


async def _begin_session(
    runtime: Runtime, digest: str, account: Account, origin: Origin, rehashed: str | None
) -> Welcome:
    assert isinstance(runtime.settings, IdentitySettings)  # noqa: S101 - the definition says so
    life = timedelta(days=runtime.settings.session.life_days)
    tenant, user = account.place.tenant, account.place.user
    device_text, device_digest = opaque.issue(DEVICE, tenant, user)
    if account.device_digest is not None and origin.device is not None:
        device_text, device_digest = origin.device, account.device_digest

    async def command(ctx: Context) -> Begun:
        await ctx.unit.lock(user, ctx.tenant)
        await _refuse_changed(ctx, account)
        begun = session_commands.begin_session(ctx, user, life, origin.client, origin.user_agent)
        if rehashed is not None:
            await credential_commands.replace_credential(ctx, user, rehashed)
        sender = (origin.client, origin.user_agent)
        await login_event_commands.note_event(ctx, "succeeded", user, digest, sender)
        login_event_commands.see_device(ctx, user, device_digest)
        return begun

    principal = Principal(subject=Actor("user", str(user)), tenant=tenant)
    begun = await carry_out(runtime, principal, command)
    access = await token_commands.issue(
        runtime,
        Grantee(subject=principal.subject, tenant=tenant, session=begun.id, ends_at=begun.ends_at),
    )
    tokens = SignedIn(
        access_token=access.access_token,
        expires_at=access.expires_at,
        refresh_token=begun.refresh_token,
    )
    return Welcome(tokens=tokens, cookie=begun.cookie, cookie_life=life, device=device_text)


async def _refuse_changed(ctx: Context, account: Account) -> None:
    """Refuse what was decided on a user who was suspended, or got another password, meanwhile."""
    user = await user_queries.read_user(ctx, account.place.user)
    stored = await credential_queries.locked_hash(ctx, account.place.user)
    if user.status != "active" or stored != account.password_hash or account.tenant is None:
        raise CredentialsRefused
    tenant_rules.refuse_suspended(account.tenant.state)


async def _refuse(
    runtime: Runtime, try_id: UUID, digest: str, account: Account, origin: Origin
) -> None:
    async def fail(ctx: Context) -> None:
        await login_event_commands.fail_try(ctx, try_id)

    async def note(ctx: Context) -> None:
        user = account.user.id if account.user else None
        await ctx.unit.lock(ctx.tenant)
        sender = (origin.client, origin.user_agent)
        await login_event_commands.note_event(ctx, "refused", user, digest, sender)

    await carry_out(runtime, itself(runtime, PLATFORM), fail)
    await carry_out(runtime, itself(runtime, account.place.tenant), note)


async def _drop_try(runtime: Runtime, try_id: UUID) -> None:
    async def command(ctx: Context) -> None:
        await login_event_commands.drop_try(ctx, try_id)

    await carry_out(runtime, itself(runtime, PLATFORM), command)
