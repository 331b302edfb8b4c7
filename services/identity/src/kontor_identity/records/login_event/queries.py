"""Reading sign-ins."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import DateTime, LargeBinary, Text, Uuid, bindparam, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_identity.records.login_event.model import KNOWN_DEVICE, SIGN_IN_TRY
from kontor_identity.records.login_event.rules import WINDOW, Try

_SINCE = bindparam("since", type_=DateTime(timezone=True))
_TRIES = select(SIGN_IN_TRY.c.at, SIGN_IN_TRY.c.is_failed).where(
    SIGN_IN_TRY.c.tenant_id == TENANT, SIGN_IN_TRY.c.at > _SINCE
)
_OF_ACCOUNT = compiled(_TRIES.where(SIGN_IN_TRY.c.account == bindparam("account", type_=Text())))
_OF_CLIENT = compiled(_TRIES.where(SIGN_IN_TRY.c.client == bindparam("client", type_=Text())))
_DEVICE = scoped(
    select(KNOWN_DEVICE.c.seen_at).where(
        KNOWN_DEVICE.c.tenant_id == TENANT,
        KNOWN_DEVICE.c.digest == bindparam("digest", type_=LargeBinary()),
        KNOWN_DEVICE.c.user_id == bindparam("user", type_=Uuid()),
    )
)


async def tries_of_account(ctx: Context, account: str) -> Sequence[Try]:
    """Return the tries of the last quarter of an hour for an account."""
    rows = await ctx.unit.all(_OF_ACCOUNT, account=account, since=ctx.now - WINDOW)
    return [Try(at=row["at"], is_failed=row["is_failed"]) for row in rows]


async def tries_of_client(ctx: Context, client: str) -> Sequence[Try]:
    """Return the tries of the last quarter of an hour from a client."""
    rows = await ctx.unit.all(_OF_CLIENT, client=client, since=ctx.now - WINDOW)
    return [Try(at=row["at"], is_failed=row["is_failed"]) for row in rows]


async def is_known_device(ctx: ReadContext, user: UUID, digest: bytes) -> bool:
    """Whether this user has signed in from this device before."""
    return await ctx.unit.one(_DEVICE, user=user, digest=digest) is not None
