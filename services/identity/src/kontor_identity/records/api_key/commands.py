"""What can be done with an API key."""

from uuid import UUID

from kontor_chassis.access import opaque
from kontor_chassis.context import Context
from kontor_chassis.errors import ActionForbidden, RecordUnknown
from kontor_identity.records.api_key import queries, rules
from kontor_identity.records.api_key.model import API_KEY
from kontor_identity.records.api_key.schemas import ApiKey, NewApiKey
from kontor_identity.records.grant import queries as grant_queries
from kontor_schemas.identity.api_key import ApiKeyIssued, ApiKeyRevoked
from kontor_schemas.identity.session import SessionRevoked

PURPOSE = "key"

_REVOKE = (
    "UPDATE api_key SET revoked_at = $3::timestamptz, version = version + 1"
    " WHERE tenant_id = $1::uuid AND id = ANY($2::uuid[]) AND revoked_at IS NULL RETURNING 1"
)
_USE = (
    "UPDATE api_key SET last_used_at = $3::timestamptz"
    " WHERE tenant_id = $1::uuid AND id = $2::uuid RETURNING 1"
)


async def issue_key(ctx: Context, wanted: NewApiKey) -> tuple[ApiKey, str]:
    """Let a program act for the user who asks; the key is told this once.

    Emits: ApiKeyIssued.
    Raises: ActionForbidden, LimitReached, Faults.
    """
    rules.refuse_programs(ctx.principal)
    user = grant_queries.user_of(ctx.principal)
    if user is None:
        raise ActionForbidden
    rules.refuse_past(wanted.expires_at, ctx.now)
    await ctx.unit.lock(user)
    standing = [
        key
        for key in await queries.unrevoked_keys(ctx, user)
        if key["expires_at"] is None or key["expires_at"] > ctx.now
    ]
    rules.refuse_too_many(len(standing))
    key_id = ctx.new_id()
    text, digest = opaque.issue(PURPOSE, ctx.tenant, key_id)
    scopes = sorted(set(wanted.scopes))
    row = {
        "id": key_id,
        "version": 1,
        "user_id": user,
        "name": wanted.name,
        "scopes": " ".join(scopes),
        "digest": digest,
        "created_at": ctx.now,
        "expires_at": wanted.expires_at,
        "last_used_at": None,
        "revoked_at": None,
    }
    ctx.unit.insert(API_KEY, row)
    ctx.emit(
        ApiKeyIssued(
            id=key_id,
            version=1,
            user=user,
            name=wanted.name,
            scopes=list(scopes),
            expires_at=wanted.expires_at,
        )
    )
    return queries.shown(row), text


async def revoke_key(ctx: Context, key_id: UUID) -> ApiKey:
    """Withdraw a key; one that was withdrawn before stays as it is.

    Emits: ApiKeyRevoked, SessionRevoked.
    Raises: ActionForbidden, RecordUnknown.
    """
    rules.refuse_programs(ctx.principal)
    await ctx.unit.lock(key_id)
    key = await queries.lock_key(ctx, key_id)
    is_own = key.user == grant_queries.user_of(ctx.principal)
    if not is_own and not await grant_queries.is_administrator(ctx):
        raise RecordUnknown
    if key.revoked_at is not None:
        return key
    ctx.unit.stage_write(_REVOKE, ctx.tenant, [key_id], ctx.now)
    ctx.emit(ApiKeyRevoked(id=key_id, version=key.version + 1, user=key.user))
    ctx.emit(SessionRevoked(id=key_id, what="key", user=key.user, revoked_at=ctx.now))
    return key.model_copy(update={"revoked_at": ctx.now, "version": key.version + 1})


async def revoke_keys_of(ctx: Context, user_id: UUID) -> None:
    """Withdraw every key of a user, whose sessions end in the same unit of work.

    Emits: ApiKeyRevoked, for each key.
    """
    keys = await queries.unrevoked_keys(ctx, user_id)
    if not keys:
        return
    ctx.unit.stage_write(_REVOKE, ctx.tenant, [key["id"] for key in keys], ctx.now)
    for key in keys:
        ctx.emit(ApiKeyRevoked(id=key["id"], version=key["version"] + 1, user=user_id))


def use_key(ctx: Context, key_id: UUID) -> None:
    """Note that a key is in use.

    Emits: nothing.
    """
    ctx.unit.stage_write(_USE, ctx.tenant, key_id, ctx.now)
