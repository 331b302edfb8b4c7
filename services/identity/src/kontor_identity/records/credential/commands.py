"""What can be done with a password; that it changed is told by the user's own facts."""

from uuid import UUID

from kontor_chassis.context import Context
from kontor_identity.records.credential.model import CREDENTIAL

_REPLACE = (
    "INSERT INTO credential (tenant_id, user_id, password_hash, configured_hash, changed_at)"
    " SELECT $1::uuid, $2::uuid, $3::text, $4::text, $5::timestamptz FROM i"
    " ON CONFLICT (tenant_id, user_id) DO UPDATE SET password_hash = EXCLUDED.password_hash,"
    " configured_hash = COALESCE(EXCLUDED.configured_hash, credential.configured_hash),"
    " changed_at = EXCLUDED.changed_at RETURNING 1"
)


def begin_credential(
    ctx: Context, user_id: UUID, password_hash: str, *, configured_hash: str | None = None
) -> None:
    """Give a new user a password.

    Emits: nothing; the user's own creation tells it.
    """
    ctx.unit.insert(
        CREDENTIAL,
        {
            "user_id": user_id,
            "password_hash": password_hash,
            "configured_hash": configured_hash,
            "changed_at": ctx.now,
        },
    )


async def replace_credential(
    ctx: Context, user_id: UUID, password_hash: str, *, configured_hash: str | None = None
) -> None:
    """Replace a user's password, or the cost of its hash.

    Emits: nothing; the caller tells it.
    """
    ctx.unit.stage_write(_REPLACE, ctx.tenant, user_id, password_hash, configured_hash, ctx.now)
