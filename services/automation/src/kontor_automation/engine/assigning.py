"""Assigning: which rule gives out a record that came in, to whom, and the account of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

import asyncpg

from kontor_automation.engine import catalogue
from kontor_automation.engine.book import Book, Row, step_row
from kontor_automation.engine.pools import Pool, lock_pools
from kontor_automation.engine.rules_known import Ground, Rule
from kontor_automation.engine.sentences import sentence
from kontor_automation.engine.telling import Origin, tell
from kontor_automation.engine.trigger import Trigger
from kontor_automation.engine.turns import Person
from kontor_chassis.actor import MAX_CAUSE_DEPTH
from kontor_chassis.ids import new_id
from kontor_chassis.texts.catalogue import Language
from kontor_schemas.automation.assignment import AssignmentDecided, Candidate
from kontor_schemas.values import RecordReference

MOST_CANDIDATES = 100
"""Of a larger pool the account names these: who was chosen, who was skipped, who is next."""
STEP = {"name": "assign", "kind": "assign"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One record to give out, by one rule.

    Attributes:
        pool: The rule's pool, locked.
        ground: The tenant's time and language.
        origin: Where it comes from; its run is the one that is decided here.
        fact_type: The type of the fact that brought the record.
        record: The record type.
        record_id: The record.
        version: The record's version that was judged.
        considered: The rules before this one that did not fit, and why.
    """

    pool: Pool
    ground: Ground
    origin: Origin
    fact_type: str
    record: str
    record_id: UUID
    version: int
    considered: Sequence[Mapping[str, Any]]


async def assign(
    connection: asyncpg.Connection,
    triggers: Collection[Trigger],
    grounds: Mapping[UUID, Ground],
    book: Book,
) -> None:
    """Decide for every record that came in who gets it."""
    fitting: list[tuple[Trigger, Rule, list[Row]]] = []
    for trigger in triggers:
        ground = grounds[trigger.tenant]
        rules = ground.waiting_for(trigger.name, "assignment")
        if not rules:
            continue
        if trigger.state.get("owner") is not None:
            book.logs.append(_log_of(trigger, "owned", [], book))
            continue
        rule, considered = _first_fitting(trigger, rules, ground)
        if rule is None:
            book.logs.append(_log_of(trigger, "no_rule", considered, book))
        else:
            fitting.append((trigger, rule, considered))
    if fitting:
        await _decide(connection, fitting, grounds, book)


async def _decide(
    connection: asyncpg.Connection,
    fitting: Sequence[tuple[Trigger, Rule, list[Row]]],
    grounds: Mapping[UUID, Ground],
    book: Book,
) -> None:
    rules = [rule for _, rule, _ in fitting]
    facts = [trigger.received.id for trigger, _, _ in fitting]
    pools = await lock_pools(connection, rules, facts)
    for trigger, rule, considered in fitting:
        pool = pools[rule.id]
        if trigger.received.id in pool.decided:
            continue
        case = _case_of(trigger, pool, grounds[trigger.tenant], considered)
        if case.origin.depth > MAX_CAUSE_DEPTH:
            book.runs.append(_run(case, "refused", "chain", book))
            continue
        user = None if pool.has_waiting else pool.turns.take(pool.people)
        pool.has_waiting = pool.has_waiting or user is None
        book.runs.append(_run(case, "queued" if user else "waiting", None, book))
        enter_decision(case, user, book)
    enter_turns(pools.values(), book)


def enter_decision(case: Case, user: UUID | None, book: Book) -> None:
    """Enter a decision into the book: log, fact, and the step where somebody was chosen."""
    rule, language = case.pool.rule, case.ground.language
    reasons = [sentence(language, "rule", rule=rule.definition["name"])]
    reasons.append(sentence(language, "next_in_turn" if user else "nobody"))
    candidates = _candidates(case.pool, user, language)
    decided = AssignmentDecided(
        id=new_id(),
        record=RecordReference(record=case.record, id=case.record_id),
        seen_version=case.version,
        rule=rule.id,
        rule_version=rule.version,
        chosen=user,
        candidates=candidates,
        reasons=reasons,
    )
    considered = [*case.considered, {"rule": rule.id, "rule_version": rule.version, "blames": []}]
    book.logs.append(
        {
            "tenant_id": case.origin.tenant,
            "id": decided.id,
            "run": case.origin.run,
            "fact_id": case.origin.fact,
            "record": case.record,
            "record_id": case.record_id,
            "seen_version": case.version,
            "rule": rule.id,
            "rule_version": rule.version,
            "outcome": "chosen" if user else "waiting",
            "chosen": user,
            "candidates": [candidate.model_dump(mode="json") for candidate in candidates],
            "considered": considered,
            "reasons": reasons,
            "created_at": book.now,
        }
    )
    book.told.append(tell(decided, case.origin, book.now))
    if user is not None:
        arguments = _arguments(case, user, " ".join(reasons))
        book.steps.append(step_row(case.origin.tenant, case.origin.run, 0, STEP, arguments))


def enter_turns(pools: Collection[Pool], book: Book) -> None:
    """Enter the turns that were taken."""
    for pool in pools:
        if not pool.turns.taken:
            continue
        pool.turns.keep_only(pool.people)
        book.turns.append(
            {
                "tenant_id": pool.rule.tenant,
                "rule": pool.rule.id,
                "next": pool.turns.next,
                "served": pool.turns.as_json(),
            }
        )


def _first_fitting(
    trigger: Trigger, rules: Sequence[Rule], ground: Ground
) -> tuple[Rule | None, list[Row]]:
    considered: list[Row] = []
    for rule in rules:
        blames = rule.judge.blames(trigger.state, trigger.changed, ground.moment)
        if not blames:
            return rule, considered
        found = [blame.as_json() for blame in blames]
        considered.append({"rule": rule.id, "rule_version": rule.version, "blames": found})
    return None, considered


def _case_of(trigger: Trigger, pool: Pool, ground: Ground, considered: Sequence[Row]) -> Case:
    received = trigger.received
    origin = Origin(
        tenant=trigger.tenant,
        run=new_id(),
        actor=pool.rule.actor,
        fact=received.id,
        chain=trigger.chain,
        depth=received.cause_depth + 1,
        traceparent=received.traceparent,
    )
    return Case(
        pool=pool,
        ground=ground,
        origin=origin,
        fact_type=received.type,
        record=trigger.record,
        record_id=received.subject,
        version=received.version,
        considered=considered,
    )


def _arguments(case: Case, user: UUID, reason: str) -> Row:
    """Return the body of the command; it is kept as it is, so that a retry says the same."""
    rule = case.pool.rule
    wanted = {
        "owner": user,
        "reason": reason[:255],
        "rule": rule.id,
        "rule_version": rule.version,
        "next_step": rule.definition["next_step"],
    }
    days = rule.definition["next_step_in_days"]
    if days is not None:
        wanted["next_step_on"] = case.ground.day_in(days)
    path = f"{catalogue.KINDS[case.record].path(case.record_id)}/assign"
    body = {name: value for name, value in wanted.items() if value is not None}
    return {"method": "POST", "path": path, "body": body}


def _candidates(pool: Pool, chosen: UUID | None, language: Language) -> list[Candidate]:
    def outcome(person: Person) -> Literal["chosen", "eligible", "skipped"]:
        if person.id == chosen:
            return "chosen"
        return "eligible" if person.is_eligible else "skipped"

    def reason(person: Person) -> str:
        if person.id == chosen:
            return sentence(language, "next_in_turn")
        if person.is_eligible:
            return sentence(language, "had_a_turn_later")
        return sentence(language, f"is_{person.status or 'unknown'}")

    found = [
        Candidate(user=person.id, outcome=outcome(person), reason=reason(person))
        for person in pool.turns.in_order(pool.people)
    ]
    order = {"chosen": 0, "skipped": 1, "eligible": 2}
    return sorted(found, key=lambda candidate: order[candidate.outcome])[:MOST_CANDIDATES]


def _run(case: Case, state: str, code: str | None, book: Book) -> Row:
    is_open = state != "refused"
    return {
        "tenant_id": case.origin.tenant,
        "id": case.origin.run,
        "kind": "assignment",
        "rule": case.pool.rule.id,
        "rule_version": case.pool.rule.version,
        "fact_id": case.origin.fact,
        "fact_type": case.fact_type,
        "record": case.record,
        "record_id": case.record_id,
        "seen_version": case.version,
        "state": state,
        "code": code,
        "explanation": [],
        "next_step": 0,
        "cause_depth": case.origin.depth - 1,
        "correlation_id": case.origin.chain,
        "traceparent": case.origin.traceparent,
        "created_at": book.now,
        "next_try_at": book.now if state == "queued" else "infinity",
        "ended_at": None if is_open else book.now,
    }


def _log_of(trigger: Trigger, outcome: str, considered: Sequence[Row], book: Book) -> Row:
    return {
        "tenant_id": trigger.tenant,
        "id": new_id(),
        "run": None,
        "fact_id": trigger.received.id,
        "record": trigger.record,
        "record_id": trigger.received.subject,
        "seen_version": trigger.received.version,
        "rule": None,
        "rule_version": None,
        "outcome": outcome,
        "chosen": None,
        "candidates": [],
        "considered": considered,
        "reasons": [],
        "created_at": book.now,
    }
