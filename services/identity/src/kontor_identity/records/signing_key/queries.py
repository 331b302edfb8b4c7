"""Reading signing keys."""

from collections.abc import Mapping

from sqlalchemy import DateTime, bindparam, select

from kontor_chassis.context import ReadContext
from kontor_chassis.database.statements import TENANT, scoped
from kontor_identity.records.signing_key import rules
from kontor_identity.records.signing_key.model import SIGNING_KEY

_PUBLISHED = scoped(
    select(SIGNING_KEY.c.kid, SIGNING_KEY.c.public_key)
    .where(
        SIGNING_KEY.c.tenant_id == TENANT,
        SIGNING_KEY.c.used_until > bindparam("since", type_=DateTime(timezone=True)),
    )
    .order_by(SIGNING_KEY.c.used_from, SIGNING_KEY.c.kid)
)


async def published_keys(ctx: ReadContext) -> Mapping[str, bytes]:
    """Return the raw public keys that sign, will sign, or have signed what may still be good."""
    rows = await ctx.unit.all(_PUBLISHED, since=rules.published_since(ctx.now))
    return {row["kid"]: row["public_key"] for row in rows}
