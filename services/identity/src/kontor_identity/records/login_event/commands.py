"""What is noted of sign-ins."""

from typing import Literal
from uuid import UUID, uuid5

from kontor_chassis.context import Context
from kontor_identity.records.audit_entry import commands as audit_commands
from kontor_identity.records.login_event import queries, rules
from kontor_identity.records.login_event.model import LOGIN_EVENT, SIGN_IN_TRY
from kontor_identity.records.login_event.rules import Wait
from kontor_schemas.identifiers import PLATFORM

_TRIES = UUID("2d7a4a52-2a0b-4c35-8b11-8a0c6d7e9a41")
_FAIL = (
    "UPDATE sign_in_try SET is_failed = true"
    " WHERE tenant_id = $1::uuid AND id = $2::uuid RETURNING 1"
)
_DROP = "DELETE FROM sign_in_try WHERE tenant_id = $1::uuid AND id = $2::uuid RETURNING 1"
_SEE = (
    "INSERT INTO known_device (tenant_id, digest, user_id, seen_at)"
    " SELECT $1::uuid, $2::bytea, $3::uuid, $4::timestamptz FROM i"
    " ON CONFLICT (tenant_id, digest) DO UPDATE SET seen_at = EXCLUDED.seen_at RETURNING 1"
)


async def begin_try(ctx: Context, account: str, client: str | None) -> UUID | Wait:
    """Count a try to sign in before the password is looked at; the context is the platform's.

    Returns:
        The try, or how long to wait where there were too many.

    Emits: nothing.
    """
    locks = [uuid5(_TRIES, f"account {account}")]
    if client is not None:
        locks.append(uuid5(_TRIES, f"client {client}"))
    await ctx.unit.lock(*locks)
    tries = await queries.tries_of_account(ctx, account)
    wait = rules.admitted(tries, rules.MOST_FOR_ACCOUNT, ctx.now)
    if client is not None and (wait is None or wait.seconds is None):
        tries = await queries.tries_of_client(ctx, client)
        wait = rules.admitted(tries, rules.MOST_FOR_CLIENT, ctx.now) or wait
    if wait is not None:
        return wait
    try_id = ctx.new_id()
    ctx.unit.insert(
        SIGN_IN_TRY,
        {"id": try_id, "account": account, "client": client, "at": ctx.now, "is_failed": False},
    )
    return try_id


async def fail_try(ctx: Context, try_id: UUID) -> None:
    """Let a try count as failed.

    Emits: nothing.
    """
    ctx.unit.stage_write(_FAIL, ctx.tenant, try_id)


async def drop_try(ctx: Context, try_id: UUID) -> None:
    """Let a try count no more: it succeeded, or was cut off by our own fault.

    Emits: nothing.
    """
    ctx.unit.stage_write(_DROP, ctx.tenant, try_id)


async def note_event(
    ctx: Context,
    outcome: Literal["succeeded", "refused"],
    user: UUID | None,
    email_digest: str,
    origin: tuple[str | None, str | None],
) -> None:
    """Note what came of a sign-in, also in the audit log; the tenant's lock is held.

    One for an address nobody has is noted alike, or the time it takes would tell.

    Args:
        ctx: A context of the tenant it is about, or of the platform's.
        outcome: What came of it.
        user: Whose sign-in it was, where it is somebody's.
        email_digest: Which address was given.
        origin: The client's address and user agent.

    Emits: nothing.
    """
    client_address, user_agent = origin
    event_id = ctx.new_id()
    ctx.unit.insert(
        LOGIN_EVENT,
        {
            "id": event_id,
            "at": ctx.now,
            "outcome": outcome,
            "user_id": user,
            "email_digest": email_digest,
            "client_address": client_address,
            "user_agent": user_agent,
        },
    )
    # Not the address it came from: the log is kept for ever, and that is about a person.
    detail = {"login_event": event_id}
    await audit_commands.note(ctx, f"sign_in.{outcome}", user or PLATFORM, detail)


def see_device(ctx: Context, user: UUID, digest: bytes) -> None:
    """Note that a user signs in from a device, which is not locked out from now on.

    Emits: nothing.
    """
    ctx.unit.stage_write(_SEE, ctx.tenant, digest, user, ctx.now)
