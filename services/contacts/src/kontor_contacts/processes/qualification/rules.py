"""The way of a lead: which verb leads from where to where, and what must hold for it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from kontor_chassis import worktime
from kontor_contacts.processes.qualification.errors import (
    BantIncomplete,
    SalesGroupRequired,
    StageOrder,
)
from kontor_schemas.contacts.lead import Lead

ANSWER_DAYS: Final = 5
"""So many business days has sales to answer to a qualified lead."""
WARNING_DAYS: Final = 2
"""After so many of them the owner is warned."""
_BANT: Final = ("budget", "authority", "need", "timeframe")
_ENOUGH: Final = 3
_WEEK: Final = {day: (worktime.Window(time(0), time(0)),) for day in range(5)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a verb does to the stage of a lead.

    Attributes:
        verb: The verb.
        sources: The stages it leads from.
        target: The stage it leads to.
    """

    verb: str
    sources: frozenset[str]
    target: str


def _step(verb: str, sources: str, target: str) -> Step:
    return Step(verb=verb, sources=frozenset(sources.split()), target=target)


ENGAGE: Final = _step("engage", "new", "working")
NURTURE: Final = _step("nurture", "new working", "nurturing")
QUALIFY: Final = _step("qualify_marketing", "new working nurturing", "mql")
ACCEPT: Final = _step("accept", "mql", "sql")
REJECT: Final = _step("reject", "mql", "nurturing")
DISQUALIFY: Final = _step("disqualify", "new working nurturing mql sql", "disqualified")
REOPEN: Final = _step("reopen", "disqualified", "working")
VERBS: Final = (ENGAGE, NURTURE, QUALIFY, ACCEPT, REJECT, DISQUALIFY, REOPEN)


def allowed_from(stage: str) -> list[str]:
    """Name the verbs that can be said of a lead at a stage."""
    found = [step.verb for step in VERBS if stage in step.sources]
    return [*found, "convert"] if stage == "sql" else found


def step_to(stage: str, target: str) -> Step:
    """Return the verb that leads from one stage to another.

    Raises:
        StageOrder: None does.
    """
    for step in VERBS:
        if stage in step.sources and step.target == target:
            return step
    raise StageOrder(allowed=allowed_from(stage))


def taken(lead: Lead, step: Step, now: datetime) -> Mapping[str, Any]:
    """Return the fields of a lead after a step.

    Raises:
        StageOrder: The step does not lead from where the lead stands.
    """
    if lead.stage not in step.sources:
        raise StageOrder(allowed=allowed_from(lead.stage))
    return stamps(step.target, now)


def stamps(target: str, now: datetime) -> dict[str, Any]:
    """Return a stage with the instants that go with it."""
    marked = {"mql": "mql_at", "sql": "sql_at", "converted": "converted_at"}
    fields: dict[str, Any] = {"stage": target, "stage_since": now}
    if target in marked:
        fields[marked[target]] = now
    return fields


def unmet(lead: Lead, *, meets_rules: bool) -> list[str]:
    """Name what a lead lacks to be qualified by marketing."""
    lacking = [] if meets_rules else ["rule_set"]
    if not lead.emails and not lead.phones:
        lacking.append("channel")
    if lead.processing != "normal":
        lacking.append("processing")
    return lacking


def refuse_unknown_needs(lead: Lead) -> None:
    """Refuse a lead of which sales would know too little.

    Raises:
        BantIncomplete: Fewer than three of budget, authority, need and timeframe are known.
    """
    missing = [name for name in _BANT if getattr(lead, name) is None]
    if len(_BANT) - len(missing) < _ENOUGH:
        raise BantIncomplete(missing=missing)


def refuse_outsider(groups: Collection[UUID], own: Collection[UUID]) -> None:
    """Refuse that somebody takes a lead over, or is given it, who is in none of sales' groups.

    Args:
        groups: The groups that sales consists of; anybody may where none is named.
        own: The groups of that user.

    Raises:
        SalesGroupRequired: They have none of the groups.
    """
    if groups and not set(groups) & set(own):
        raise SalesGroupRequired(groups=[str(group) for group in groups])


def answer_due(qualified_at: datetime, zone: ZoneInfo, days: int = ANSWER_DAYS) -> datetime:
    """Return when business days, Monday to Friday in a zone, have passed: so long sales has."""
    calendar = worktime.Calendar(zone=zone, week=_WEEK)
    return worktime.add(calendar, qualified_at, timedelta(days=days))
