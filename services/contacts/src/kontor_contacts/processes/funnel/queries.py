"""The funnel of the leads that somebody may see, by the period they were made in and by source."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import DateTime, Text, bindparam, func, or_, select

from kontor_chassis.context import ReadContext
from kontor_chassis.database.state_tables import encoded
from kontor_chassis.database.statements import TENANT, Statement, scoped
from kontor_chassis.database.unit_of_work import Row
from kontor_contacts.processes.funnel import rules
from kontor_contacts.processes.funnel.schemas import FunnelQuery
from kontor_contacts.records.lead.record import LEAD
from kontor_records.access.planner import NOTHING
from kontor_records.access.rights import Rights, rights_of
from kontor_records.access.rows import Rows
from kontor_records.errors import FieldForbidden
from kontor_records.storage.kept import kept

_READ: Final = ("stage", "source", "mql_at", "sql_at", "converted_at", "created_at")


async def funnel_json(ctx: ReadContext, query: FunnelQuery) -> bytes:
    """Return how far leads have come, by period and source, and in all, as JSON.

    Only what the actor may see is counted: hidden leads are in no figure.

    Raises:
        Faults: The span of time cannot be.
        FieldForbidden: The actor may not compare by one of the fields that are counted.
    """
    rules.refuse_span(query.since_on, query.until_on)
    rights = await rights_of(ctx)
    _refuse_hidden(rights)
    plan = rights.plan("read", LEAD)
    rows: Sequence[Row] = []
    if plan is not NOTHING:
        shape, values = (plan.shape, plan.values()) if isinstance(plan, Rows) else (None, {})
        statement = kept(("funnel", shape), lambda: _statement(plan))
        zone = rights.world.zone
        rows = await ctx.unit.all(
            statement,
            period=query.period,
            zone=zone.key,
            since=rules.start_of(query.since_on, zone),
            until=rules.start_of(query.until_on, zone),
            **values,
        )
    items = [
        {"period_on": row["period"].date(), "source": row["source"], **rules.entry(row)}
        for row in rows
    ]
    return encoded({"items": items, "total": rules.entry(rules.summed(rows))})


def _refuse_hidden(rights: Rights) -> None:
    comparable = rights.comparable(LEAD)
    hidden = [] if comparable is None else [name for name in _READ if name not in comparable]
    if hidden:
        raise FieldForbidden(paths=[f"/{name}" for name in hidden])


def _statement(plan: Any) -> Statement:
    lead = LEAD.table.c
    local = func.timezone(bindparam("zone", type_=Text()), lead.created_at)
    period = func.date_trunc(bindparam("period", type_=Text()), local)
    is_converted = lead.stage == "converted"
    # Who was brought on by somebody's word, past a stage, has come past it all the same.
    at_sql = or_(lead.sql_at.is_not(None), is_converted)
    counted = (
        select(
            period.label("period"),
            lead.source,
            func.count().label("new"),
            func.count().filter(or_(lead.mql_at.is_not(None), at_sql)).label("mql"),
            func.count().filter(at_sql).label("sql"),
            func.count().filter(is_converted).label("converted"),
        )
        .where(
            lead.tenant_id == TENANT,
            lead.deleted_at.is_(None),
            lead.merged_into.is_(None),
            lead.created_at >= bindparam("since", type_=DateTime(timezone=True)),
            lead.created_at < bindparam("until", type_=DateTime(timezone=True)),
        )
        .group_by("period", lead.source)
        .order_by("period", lead.source)
    )
    return scoped(counted.where(plan.clause(LEAD.table)) if isinstance(plan, Rows) else counted)
