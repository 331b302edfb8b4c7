"""Reading assignment rules, and the users and groups they may name."""

import asyncio
from collections.abc import Collection
from datetime import timedelta
from time import monotonic
from uuid import UUID

from sqlalchemy import Uuid, bindparam, select

from kontor_automation.records.assignment_rule.model import ASSIGNMENT_RULE
from kontor_chassis.context import Context, ReadContext
from kontor_chassis.database import paging, state_tables
from kontor_chassis.database.statements import TENANT, Statement, compiled, scoped
from kontor_chassis.errors import MirrorBehind, RecordInBin, RecordUnknown, ReferenceUnknown
from kontor_chassis.ids import made_at
from kontor_chassis.stamps import refuse_stale
from kontor_schemas.automation.assignment_rule import AssignmentRule

_ONE = select(ASSIGNMENT_RULE).where(
    ASSIGNMENT_RULE.c.tenant_id == TENANT, ASSIGNMENT_RULE.c.id == bindparam("id", type_=Uuid())
)
_GET = scoped(_ONE.where(ASSIGNMENT_RULE.c.deleted_at.is_(None)))
_LOCK = compiled(_ONE.with_for_update())
_PEOPLE = Statement(
    "SELECT id FROM user_mirror WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND gone_at IS NULL"
    " UNION ALL"
    " SELECT id FROM group_mirror WHERE tenant_id = $1 AND id = $3 AND gone_at IS NULL",
    ("tenant", "users", "group"),
)
_YOUNG = timedelta(seconds=60)
_PATIENCE_S = 1.2
"""A transaction of the api role may last two seconds in all."""
_PAUSE_S = 0.05


async def rule_json(ctx: ReadContext, rule_id: UUID) -> tuple[bytes, int]:
    """Return an assignment rule as JSON, and its version.

    Raises:
        RecordUnknown: There is none in this tenant.
    """
    row = await ctx.unit.one(_GET, id=rule_id)
    if row is None:
        raise RecordUnknown
    return state_tables.json_of(ASSIGNMENT_RULE, row), row["version"]


async def rules_page(ctx: ReadContext, listing: paging.Listing, cursor: str | None) -> bytes:
    """Return a page of assignment rules as JSON.

    Raises:
        CursorInvalid: The cursor belongs to another list.
    """
    return await paging.page(ctx, ASSIGNMENT_RULE, listing, cursor)


async def lock_rule(ctx: Context, rule_id: UUID) -> AssignmentRule:
    """Lock an assignment rule for this unit of work and return it as it stands.

    Raises:
        RecordUnknown: There is none in this tenant.
        RecordInBin: It was deleted.
        StaleVersion: The client decided on another version.
    """
    await ctx.unit.lock(rule_id)
    row = await ctx.unit.one(_LOCK, id=rule_id)
    if row is None:
        raise RecordUnknown
    if row["deleted_at"] is not None:
        raise RecordInBin
    rule = state_tables.state_of(ASSIGNMENT_RULE, row, AssignmentRule)
    refuse_stale(ctx, rule)
    return rule


async def refuse_unknown_pool(ctx: Context, rule: AssignmentRule) -> None:
    """Refuse users and a group that this service has not heard of.

    What was made within the last minute may still be on its way here and is waited for.

    Raises:
        ReferenceUnknown: There is no such user or group.
        MirrorBehind: It is too new to say.
    """
    give_up = monotonic() + _PATIENCE_S
    while missing := await _missing(ctx, rule):
        if not all(_is_young(ctx, one) for one in missing):
            raise ReferenceUnknown(path=_path(rule, missing))
        if monotonic() > give_up:
            raise MirrorBehind(retry_after=1, path=_path(rule, missing))
        await asyncio.sleep(_PAUSE_S)


async def _missing(ctx: Context, rule: AssignmentRule) -> set[UUID]:
    asked = {*rule.pool_users, *filter(None, [rule.pool_group])}
    rows = await ctx.unit.all(_PEOPLE, users=rule.pool_users, group=rule.pool_group)
    return asked - {UUID(str(row["id"])) for row in rows}


def _is_young(ctx: Context, identifier: UUID) -> bool:
    made = made_at(identifier)
    return made is not None and ctx.now - made < _YOUNG


def _path(rule: AssignmentRule, missing: Collection[UUID]) -> str:
    if rule.pool_group in missing:
        return "/pool_group"
    place = next(place for place, user in enumerate(rule.pool_users) if user in missing)
    return f"/pool_users/{place}"
