"""What an installation begins with: services' credentials, a first tenant, an administrator."""

from uuid import UUID

import asyncpg
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from kontor_chassis.context import Context
from kontor_chassis.errands import carry_out, itself, looking
from kontor_chassis.errors import UniqueTaken
from kontor_chassis.ids import new_id
from kontor_chassis.runtime import Runtime
from kontor_identity.adapters.password_hashing import PasswordHashing
from kontor_identity.processes.access_seed import commands as access_seed
from kontor_identity.records.credential import commands as credential_commands
from kontor_identity.records.credential import queries as credential_queries
from kontor_identity.records.credential import rules as credential_rules
from kontor_identity.records.service_credential import commands as service_credential_commands
from kontor_identity.records.tenant import commands as tenant_commands
from kontor_identity.records.tenant import queries as tenant_queries
from kontor_identity.records.user import commands as user_commands
from kontor_identity.records.user import queries as user_queries
from kontor_identity.records.user import rules as user_rules
from kontor_identity.settings import BootstrapSettings, IdentitySettings
from kontor_schemas.identifiers import PLATFORM
from kontor_schemas.identity.tenant import Tenant

_log = structlog.get_logger("bootstrap")


async def begin(runtime: Runtime) -> None:
    """Give an installation what it begins with; safe to repeat, and done at every start.

    Emits: what `seed_tenant` emits, at the first start.
    """
    settings = runtime.settings
    assert isinstance(settings, IdentitySettings)  # noqa: S101 - the definition says so
    if settings.credentials.folder is not None:
        for file in sorted(settings.credentials.folder.glob("*.pub")):
            await _register(runtime, file.stem, file.read_bytes())
    password = settings.bootstrap.admin_password
    if password is not None:
        await seed_tenant(runtime, settings.bootstrap, password.get_secret_value())


async def seed_tenant(runtime: Runtime, wanted: BootstrapSettings, password: str) -> UUID:
    """Make a tenant with its administrator, unless there is one of this slug.

    The administrator's password follows the settings: given another one since, it is replaced.
    One that the administrator has chosen since stays.

    Emits: Created[Tenant], Created[User], GrantChanged, what `seed_access` emits;
        UserCredentialsChanged for a new password.
    """
    look = looking(runtime, itself(runtime, PLATFORM))
    tenant = await tenant_queries.tenant_with_slug(look, wanted.tenant)
    if tenant is None:
        tenant = new_id()
        try:
            await _make(runtime, tenant, wanted, password)
        except asyncpg.UniqueViolationError:  # another process was quicker
            found = await tenant_queries.tenant_with_slug(look, wanted.tenant)
            assert found is not None  # noqa: S101 - else nothing would have been violated
            return found
        _log.info("tenant made", slug=wanted.tenant)
        return tenant
    await _follow_settings(runtime, tenant, wanted, password)
    return tenant


async def create_tenant(runtime: Runtime, wanted: BootstrapSettings, password: str) -> Tenant:
    """Make a further tenant with its administrator, on an operator's word.

    Emits: Created[Tenant], Created[User], GrantChanged, what `seed_access` emits.
    Raises: UniqueTaken, PasswordWeak, Faults.
    """
    credential_rules.refuse_weak(password, [wanted.admin_email])
    look = looking(runtime, itself(runtime, PLATFORM))
    if await tenant_queries.tenant_with_slug(look, wanted.tenant) is not None:
        raise UniqueTaken(field="slug")
    try:
        return await _make(runtime, new_id(), wanted, password)
    except asyncpg.UniqueViolationError:
        raise UniqueTaken(field="slug") from None


async def _make(runtime: Runtime, tenant: UUID, wanted: BootstrapSettings, password: str) -> Tenant:
    hashing: PasswordHashing = runtime.adapters[PasswordHashing]
    hashed = await hashing.hash(credential_rules.normal(password))

    async def command(ctx: Context) -> Tenant:
        await ctx.unit.lock(tenant)
        fields = {"slug": wanted.tenant, "name": wanted.tenant_name}
        made = tenant_commands.create_tenant(ctx, fields)
        administrator = {
            "email": wanted.admin_email,
            "display_name": "Administrator",
            "is_administrator": True,
            **await access_seed.seed_access(ctx, made),
        }
        user = await user_commands.take_up_user(ctx, administrator, "active")
        credential_commands.begin_credential(ctx, user.id, hashed, configured_hash=hashed)
        return made

    return await carry_out(runtime, itself(runtime, tenant), command)


async def _follow_settings(
    runtime: Runtime, tenant: UUID, wanted: BootstrapSettings, password: str
) -> None:
    look = looking(runtime, itself(runtime, tenant))
    digest = user_rules.login_digest(wanted.admin_email)
    user = await user_queries.user_of_login(look, digest)
    configured = await credential_queries.configured_hash(look, user) if user else None
    hashing: PasswordHashing = runtime.adapters[PasswordHashing]
    normal = credential_rules.normal(password)
    if user is None or configured is None or await hashing.fits(normal, configured):
        return
    administrator, hashed = user, await hashing.hash(normal)

    async def command(ctx: Context) -> None:
        await ctx.unit.lock(administrator, ctx.tenant)
        old = await user_queries.read_user(ctx, administrator)
        await user_commands.replace_password(ctx, old, hashed, configured_hash=hashed)

    await carry_out(runtime, itself(runtime, tenant), command)
    _log.info("administrator's password replaced by the settings' one")


async def _register(runtime: Runtime, service: str, pem: bytes) -> None:
    key = load_pem_public_key(pem)
    if not isinstance(key, Ed25519PublicKey):
        message = f"the credential of {service} is no Ed25519 key"
        raise TypeError(message)
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)

    async def command(ctx: Context) -> bool:
        return await service_credential_commands.register_key(ctx, service, raw)

    if await carry_out(runtime, itself(runtime, PLATFORM), command):
        _log.info("service registered", credential_of=service)
