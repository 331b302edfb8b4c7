"""Reading sharing rules."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, any_, bindparam, or_, select

from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database import paging, state_tables
from kontor_chassis.database.statements import TENANT, compiled, scoped
from kontor_chassis.errors import ActionForbidden, RecordInBin, RecordUnknown
from kontor_chassis.stamps import refuse_stale
from kontor_identity.records.grant import queries as grant_queries
from kontor_identity.records.sharing_rule import rules
from kontor_identity.records.sharing_rule.model import SHARING_RULE
from kontor_schemas.identity.sharing_rule import SharingRule

_ONE = select(SHARING_RULE).where(
    SHARING_RULE.c.tenant_id == TENANT, SHARING_RULE.c.id == bindparam("id", type_=Uuid())
)
_GET = scoped(_ONE.where(SHARING_RULE.c.deleted_at.is_(None)))
_LOCK = compiled(_ONE.with_for_update())
_IDS = bindparam("ids", type_=ARRAY(Text()))
_NAMING = compiled(
    select(SHARING_RULE)
    .where(
        SHARING_RULE.c.tenant_id == TENANT,
        SHARING_RULE.c.deleted_at.is_(None),
        or_(
            SHARING_RULE.c.source.op("->>")("id") == any_(_IDS),
            SHARING_RULE.c.target.op("->>")("id") == any_(_IDS),
        ),
    )
    .order_by(SHARING_RULE.c.id)
    .with_for_update()
)


async def sharing_rule_json(ctx: ReadContext, sharing_rule_id: UUID) -> tuple[bytes, int]:
    """Return a sharing rule as JSON, and its version.

    Raises:
        RecordUnknown: There is none in this tenant.
    """
    row = await ctx.unit.one(_GET, id=sharing_rule_id)
    if row is None:
        raise RecordUnknown
    return state_tables.json_of(SHARING_RULE, row), row["version"]


async def sharing_rules_page(
    ctx: ReadContext, listing: paging.Listing, cursor: str | None
) -> bytes:
    """Return a page of sharing rules as JSON.

    Raises:
        CursorInvalid: The cursor belongs to another list.
    """
    return await paging.page(ctx, SHARING_RULE, listing, cursor)


async def read_sharing_rule(ctx: Context, sharing_rule_id: UUID) -> SharingRule:
    """Return a sharing rule inside of a unit of work whose locks are taken, locking the row.

    Raises:
        RecordUnknown: There is none in this tenant.
        RecordInBin: It was deleted.
    """
    row = await ctx.unit.one(_LOCK, id=sharing_rule_id)
    if row is None:
        raise RecordUnknown
    if row["deleted_at"] is not None:
        raise RecordInBin
    return state_tables.state_of(SHARING_RULE, row, SharingRule)


async def sharing_rule_at_version(ctx: Context, sharing_rule_id: UUID) -> SharingRule:
    """Return a sharing rule as `read_sharing_rule` does, at the version the client decided on.

    Raises:
        RecordUnknown: There is none in this tenant.
        RecordInBin: It was deleted.
        StaleVersion: The client decided on another version.
    """
    found = await read_sharing_rule(ctx, sharing_rule_id)
    refuse_stale(ctx, found)
    return found


async def rule_preview(ctx: ReadContext, rule_id: UUID) -> dict[str, Any]:
    """Return whose records a rule opens and who gains by it.

    Raises:
        ActionForbidden: An administrator may ask, and nobody else.
        RecordUnknown: There is none in this tenant.
    """
    rights = await grant_queries.rights(ctx)
    if not rights.is_unlimited:
        raise ActionForbidden
    row = await ctx.unit.one(_GET, id=rule_id)
    if row is None:
        raise RecordUnknown
    return rules.preview(state_tables.state_of(SHARING_RULE, row, SharingRule), rights.world)


async def rules_naming(ctx: Context, ids: Collection[UUID]) -> Sequence[SharingRule]:
    """Return the rules whose source or target is one of some users, roles or groups."""
    rows = await ctx.unit.all(_NAMING, ids=[str(each) for each in ids])
    return [state_tables.state_of(SHARING_RULE, row, SharingRule) for row in rows]
