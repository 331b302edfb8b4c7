"""Reading profiles."""

from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select, true

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database import paging, state_tables
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_chassis.errors import ActionForbidden, RecordInBin, RecordUnknown
from kontor_chassis.stamps import refuse_stale
from kontor_identity.records.grant import queries as grant_queries
from kontor_identity.records.profile import rules
from kontor_identity.records.profile.model import PROFILE
from kontor_records.access.vocabularies import state_class
from kontor_schemas.identity.profile import Profile
from kontor_schemas.registry import records

_ONE = select(PROFILE).where(
    PROFILE.c.tenant_id == TENANT, PROFILE.c.id == bindparam("id", type_=Uuid())
)
_GET = scoped(_ONE.where(PROFILE.c.deleted_at.is_(None)))
_LOCK = compiled(_ONE.with_for_update())
_FOR_ALL = compiled(
    select(PROFILE.c.id)
    .where(
        PROFILE.c.tenant_id == TENANT,
        PROFILE.c.is_for_all == true(),
        PROFILE.c.deleted_at.is_(None),
    )
    .order_by(PROFILE.c.id)
)


async def profile_json(ctx: ReadContext, profile_id: UUID) -> tuple[bytes, int]:
    """Return a profile as JSON, and its version.

    Raises:
        RecordUnknown: There is none in this tenant.
    """
    row = await ctx.unit.one(_GET, id=profile_id)
    if row is None:
        raise RecordUnknown
    return state_tables.json_of(PROFILE, row), row["version"]


async def profiles_page(ctx: ReadContext, listing: paging.Listing, cursor: str | None) -> bytes:
    """Return a page of profiles as JSON.

    Raises:
        CursorInvalid: The cursor belongs to another list.
    """
    return await paging.page(ctx, PROFILE, listing, cursor)


async def read_profile(ctx: Context, profile_id: UUID) -> Profile:
    """Return a profile inside of a unit of work whose locks are taken, locking the row.

    Raises:
        RecordUnknown: There is none in this tenant.
        RecordInBin: It was deleted.
    """
    row = await ctx.unit.one(_LOCK, id=profile_id)
    if row is None:
        raise RecordUnknown
    if row["deleted_at"] is not None:
        raise RecordInBin
    return state_tables.state_of(PROFILE, row, Profile)


async def profile_at_version(ctx: Context, profile_id: UUID) -> Profile:
    """Return a profile as `read_profile` does, at the version the client decided on.

    Raises:
        RecordUnknown: There is none in this tenant.
        RecordInBin: It was deleted.
        StaleVersion: The client decided on another version.
    """
    found = await read_profile(ctx, profile_id)
    refuse_stale(ctx, found)
    return found


async def effective_rights(ctx: ReadContext, user: UUID) -> dict[str, Any]:
    """Return what a user may do by all profiles together.

    Raises:
        ActionForbidden: Administrators may ask, everybody for themselves, and nobody else.
        ReferenceUnknown: The tenant has no such user.
    """
    rights = await grant_queries.rights(ctx)
    if rights.user != user and not rights.tool("manage_access"):
        raise ActionForbidden
    types = {record for record in records() if _has_state(record)}
    return rules.effective_of(rights.world, user, types)


def _has_state(record: str) -> bool:
    try:
        state_class(record)
    except LookupError:
        return False
    return True


async def profiles_for_all(ctx: Context) -> list[UUID]:
    """Return the profiles that users get who are given none."""
    return [row["id"] for row in await ctx.unit.all(_FOR_ALL)]
