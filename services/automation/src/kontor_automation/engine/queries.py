"""Reading runs and decisions of a tenant."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Integer, Select, Table, Uuid, bindparam, func, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by

from kontor_automation.engine.model import ASSIGNMENT_LOG, RUN, STEP
from kontor_chassis.context import ReadContext
from kontor_chassis.database.paging import Listing, cut, page_values
from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_chassis.errors import RecordUnknown

_TOLD_OF_STEP = (
    "position", "name", "kind", "state", "code", "attempt", "first_tried_at", "ended_at",
)  # fmt: skip
_JSON = frozenset({"explanation", "steps", "candidates", "considered", "reasons"})
_RENAMED = {"fact_id": "fact"}


def _steps() -> Any:
    pairs = [part for name in _TOLD_OF_STEP for part in (name, STEP.c[name])]
    one = func.jsonb_build_object(*pairs)
    return (
        select(func.jsonb_agg(aggregate_order_by(one, STEP.c.position)))
        .where(STEP.c.tenant_id == RUN.c.tenant_id, STEP.c.run == RUN.c.id)
        .correlate(RUN)
        .scalar_subquery()
        .label("steps")
    )


_RUNS: Select[Any] = select(RUN, _steps()).where(RUN.c.tenant_id == TENANT)
_LOGS: Select[Any] = select(ASSIGNMENT_LOG).where(ASSIGNMENT_LOG.c.tenant_id == TENANT)
_RUN = scoped(_RUNS.where(RUN.c.id == bindparam("id", type_=Uuid())))


async def run_json(ctx: ReadContext, run_id: UUID) -> bytes:
    """Return a run with its steps as JSON.

    Raises:
        RecordUnknown: There is none in this tenant.
    """
    row = await ctx.unit.one(_RUN, id=run_id)
    if row is None:
        raise RecordUnknown
    return _encoded(_told(row))


async def runs_page(ctx: ReadContext, listing: Listing, cursor: str | None) -> bytes:
    """Return a page of runs as JSON.

    Raises:
        CursorInvalid: The cursor belongs to another list.
    """
    return await _page(ctx, RUN, listing, cursor)


async def decisions_page(ctx: ReadContext, listing: Listing, cursor: str | None) -> bytes:
    """Return a page of the assignment log as JSON.

    Raises:
        CursorInvalid: The cursor belongs to another list.
    """
    return await _page(ctx, ASSIGNMENT_LOG, listing, cursor)


@lru_cache(maxsize=256)
def _statement(
    table: Table, filters: tuple[str, ...], *, descending: bool, following: bool
) -> Statement:
    statement = _RUNS if table is RUN else _LOGS
    made, key = table.c.created_at, table.c.id
    for name in filters:
        wanted = table.c[name]
        statement = statement.where(wanted == bindparam(f"f_{name}", type_=wanted.type))
    if following:
        after = tuple_(
            bindparam("after_value", type_=made.type), bindparam("after_id", type_=Uuid())
        )
        here = tuple_(made, key)
        statement = statement.where(here < after if descending else here > after)
    order = [made.desc(), key.desc()] if descending else [made, key]
    return scoped(statement.order_by(*order).limit(bindparam("rows", type_=Integer())))


async def _page(ctx: ReadContext, table: Table, listing: Listing, cursor: str | None) -> bytes:
    principal = str(ctx.principal.subject)
    values = page_values(listing, cursor, table, principal, ctx.secret)
    statement = _statement(
        table,
        tuple(listing.filters),
        descending=listing.descending,
        following=cursor is not None,
    )
    rows, following = cut(await ctx.unit.all(statement, **values), listing, principal, ctx.secret)
    return _encoded({"items": [_told(row) for row in rows], "next": following})


def _told(row: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name, value in row.items():
        if name == "record":
            told["record"] = {"record": value, "id": row["record_id"]}
        elif name in _JSON:
            told[name] = orjson.Fragment(value or "[]")
        elif name not in {"tenant_id", "record_id"}:
            told[_RENAMED.get(name, name)] = value
    return told


def _encoded(value: object) -> bytes:
    # asyncpg's UUID is a class of its own, which orjson hands to `default`.
    return orjson.dumps(value, default=str, option=orjson.OPT_UTC_Z)
