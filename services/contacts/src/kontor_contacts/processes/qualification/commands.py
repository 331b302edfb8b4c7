"""The verbs that lead a lead from stage to stage."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import orjson

from kontor_chassis.context import Context
from kontor_chassis.errors import (
    ActionForbidden,
    Fault,
    Faults,
    RecordUnknown,
    ReferenceUnknown,
)
from kontor_chassis.jobs.timers import set_timer
from kontor_contacts.processes.erasure.queries import lock_unless_erased
from kontor_contacts.processes.qualification import queries, rules
from kontor_contacts.processes.qualification.errors import LeadNotQualified
from kontor_contacts.processes.qualification.rules import Step
from kontor_contacts.records.lead.record import LEAD
from kontor_records.access.rights import rights_of
from kontor_records.access.worlds import WORLDS
from kontor_records.conditions.moment import Moment
from kontor_records.conditions.predicate import Predicate, compile_condition
from kontor_records.storage import records
from kontor_records.storage.records import Locked
from kontor_schemas.contacts.lead import (
    Lead,
    LeadAnswerAwaited,
    LeadDisqualified,
    LeadEngaged,
    LeadMarketingQualified,
    LeadMqlExpired,
    LeadNurturing,
    LeadReopened,
    LeadReturned,
    LeadSalesQualified,
)

EXPIRY: Final = "lead.mql_expiry"
"""The kind of the timer that gives a lead back to marketing when sales does not answer."""
WARNING: Final = "lead.mql_warning"
"""The kind of the timer that warns its owner before."""
OVERRIDE: Final = "lead.override"


async def engage_lead(ctx: Context, lead_id: UUID) -> Lead:
    """Take note that somebody is in touch with a lead.

    Emits: LeadUpdated, LeadEngaged.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion, StageOrder.
    """
    lead = await _taken(ctx, await lock_unless_erased(ctx, LEAD, lead_id), rules.ENGAGE)
    ctx.emit(LeadEngaged(state=lead))
    return lead


async def nurture_lead(ctx: Context, lead_id: UUID) -> Lead:
    """Keep a lead warm that is interested, and not now.

    Emits: LeadUpdated, LeadNurturing.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion, StageOrder.
    """
    lead = await _taken(ctx, await lock_unless_erased(ctx, LEAD, lead_id), rules.NURTURE)
    ctx.emit(LeadNurturing(state=lead))
    return lead


async def qualify_lead(ctx: Context, lead_id: UUID, reason: str | None = None) -> Lead:
    """Hand a lead to sales: it meets the rule set, or somebody who may says why all the same.

    Emits: LeadUpdated, LeadMarketingQualified.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion, StageOrder,
        LeadNotQualified.
    """
    rights = await rights_of(ctx)
    in_force = await queries.rule_in_force(ctx)
    zone = (await WORLDS.current(ctx)).zone
    locked = await lock_unless_erased(ctx, LEAD, lead_id)
    fields = rules.taken(locked.state, rules.QUALIFY, ctx.now)
    moment = Moment(now=ctx.now, zone=zone)
    meets = in_force is None or _meets(in_force.condition, locked.state, moment)
    lacking = rules.unmet(locked.state, meets_rules=meets)
    if lacking and reason is None:
        raise LeadNotQualified(missing=lacking)
    if lacking and not rights.flag(OVERRIDE):
        raise ActionForbidden(flag=OVERRIDE)
    lead = await _changed(ctx, locked, fields)
    _await_answer(ctx, lead, zone)
    if lacking:
        ctx.emit(LeadMarketingQualified(state=lead, reason=reason))
    else:
        version = in_force.version if in_force else None
        ctx.emit(LeadMarketingQualified(state=lead, rule_version=version))
    return lead


async def accept_lead(ctx: Context, lead_id: UUID, owner: UUID | None = None) -> Lead:
    """Take a lead over for sales.

    Emits: LeadUpdated, LeadSalesQualified.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion, StageOrder,
        SalesGroupRequired, BantIncomplete.
    """
    rights = await rights_of(ctx)
    in_force = await queries.rule_in_force(ctx)
    world = await WORLDS.current(ctx)
    locked = await lock_unless_erased(ctx, LEAD, lead_id)
    fields = {**rules.taken(locked.state, rules.ACCEPT, ctx.now)}
    sales = in_force.sales_groups if in_force else ()
    if rights.user and not rights.is_unlimited:
        rules.refuse_outsider(sales, world.groups_of(rights.user))
    if owner is not None:
        rules.refuse_outsider(sales, world.groups_of(owner))
    rules.refuse_unknown_needs(locked.state)
    if taker := owner or rights.user:
        fields["owner"] = taker
    lead = await _changed(ctx, locked, fields)
    ctx.emit(LeadSalesQualified(state=lead))
    return lead


async def reject_lead(ctx: Context, lead_id: UUID, reason: str) -> Lead:
    """Give a lead back to marketing.

    Emits: LeadUpdated, LeadReturned.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion, StageOrder.
    """
    lead = await _taken(ctx, await lock_unless_erased(ctx, LEAD, lead_id), rules.REJECT)
    ctx.emit(LeadReturned(state=lead, reason=reason))
    return lead


async def disqualify_lead(ctx: Context, lead_id: UUID, reason: str) -> Lead:
    """Give a lead up.

    Emits: LeadUpdated, LeadDisqualified.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion, StageOrder.
    """
    locked = await lock_unless_erased(ctx, LEAD, lead_id)
    lead = await _taken(ctx, locked, rules.DISQUALIFY, {"disqualify_reason": reason})
    ctx.emit(LeadDisqualified(state=lead))
    return lead


async def reopen_lead(ctx: Context, lead_id: UUID) -> Lead:
    """Take a lead up again that was given up.

    Emits: LeadUpdated, LeadReopened.
    Raises: RecordUnknown, ActionForbidden, RecordInBin, RecordMerged, StaleVersion, StageOrder.
    """
    locked = await lock_unless_erased(ctx, LEAD, lead_id)
    lead = await _taken(ctx, locked, rules.REOPEN, {"disqualify_reason": None})
    ctx.emit(LeadReopened(state=lead))
    return lead


async def move_lead(ctx: Context, lead_id: UUID, stage: str, reason: str | None = None) -> Lead:
    """Bring a lead to a stage by the verb that leads there, as a board does.

    Emits: what that verb emits.
    Raises: what that verb raises, and Faults (`reason_required`).
    """
    seen = await queries.stage_seen_of(ctx, lead_id)
    if seen is None:
        raise RecordUnknown
    verb = rules.step_to(seen, stage).verb
    if verb == "qualify_marketing":
        return await qualify_lead(ctx, lead_id, reason)
    if verb in _WITH_REASON:
        if not reason:
            raise Faults(Fault("/reason", "reason_required"))
        return await _WITH_REASON[verb](ctx, lead_id, reason)
    return await _PLAIN[verb](ctx, lead_id)


_WITH_REASON: Final = {"reject": reject_lead, "disqualify": disqualify_lead}
_PLAIN: Final[Mapping[str, Callable[[Context, UUID], Awaitable[Lead]]]] = {
    "engage": engage_lead,
    "nurture": nurture_lead,
    "accept": accept_lead,
    "reopen": reopen_lead,
}


async def expire_lead(ctx: Context, lead_id: UUID, qualified_at: datetime) -> None:
    """Give a lead back to marketing that sales has not answered to; any verb was an answer.

    Emits: LeadUpdated, LeadMqlExpired.
    Raises: RecordUnknown, RecordInBin, RecordMerged.
    """
    locked = await lock_unless_erased(ctx, LEAD, lead_id)
    if locked.state.stage != "mql" or locked.state.mql_at != qualified_at:
        return
    lead = await _changed(ctx, locked, rules.stamps("nurturing", ctx.now))
    ctx.emit(LeadMqlExpired(state=lead))


async def warn_of_lead(
    ctx: Context, lead_id: UUID, qualified_at: datetime, due_at: datetime
) -> None:
    """Warn the owner of a lead that sales has not answered to; any verb was an answer.

    Emits: LeadAnswerAwaited.
    Raises: RecordUnknown, RecordInBin, RecordMerged.
    """
    locked = await lock_unless_erased(ctx, LEAD, lead_id)
    if locked.state.stage == "mql" and locked.state.mql_at == qualified_at:
        ctx.emit(LeadAnswerAwaited(state=locked.state, due_at=due_at))


async def put_rule_set(ctx: Context, condition: Any, sales_groups: Sequence[UUID] = ()) -> int:
    """Say what a lead must meet to be qualified by marketing, and which groups sales consists of.

    The versions before are kept.

    Returns:
        The new version.

    Emits: nothing.
    Raises: ActionForbidden, Faults (`condition_invalid`), ReferenceUnknown.
    """
    if not (await rights_of(ctx)).flag("lead.rules"):
        raise ActionForbidden(flag="lead.rules")
    compile_condition(condition, LEAD.vocabulary)
    known = (await WORLDS.current(ctx)).groups
    for place, group in enumerate(sales_groups):
        if group not in known:
            raise ReferenceUnknown(path=f"/sales_groups/{place}")
    await ctx.unit.lock(uuid5(ctx.tenant, "qualification_rule"))
    version = await queries.newest_version(ctx) + 1
    queries.add_rule(ctx, version, condition, sales_groups)
    return version


async def _taken(
    ctx: Context, locked: Locked[Lead], step: Step, also: Mapping[str, Any] | None = None
) -> Lead:
    fields = {**rules.taken(locked.state, step, ctx.now), **(also or {})}
    return await _changed(ctx, locked, fields)


async def _changed(ctx: Context, locked: Locked[Lead], fields: Mapping[str, Any]) -> Lead:
    lead = await records.change(ctx, locked, fields)
    queries.log_stage(ctx, locked.state, lead)
    return lead


def _await_answer(ctx: Context, lead: Lead, zone: ZoneInfo) -> None:
    due = rules.answer_due(ctx.now, zone)
    warned_at = rules.answer_due(ctx.now, zone, rules.WARNING_DAYS)
    what = {"lead": str(lead.id), "mql_at": ctx.now.isoformat(), "due_at": due.isoformat()}
    set_timer(ctx, f"{EXPIRY}:{lead.id}", due, EXPIRY, what)
    set_timer(ctx, f"{WARNING}:{lead.id}", warned_at, WARNING, what)


def _meets(condition: Any, lead: Lead, moment: Moment) -> bool:
    predicate = _predicate(orjson.dumps(condition))
    return predicate(lead.model_dump(mode="json"), moment)


@lru_cache(maxsize=256)
def _predicate(condition: bytes) -> Predicate:
    return compile_condition(orjson.loads(condition), LEAD.vocabulary)
