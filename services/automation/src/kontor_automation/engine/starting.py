"""Starting: which workflows begin with a fact, with what their steps will do, and which do not."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg

from kontor_automation.engine import catalogue, mail_text
from kontor_automation.engine.book import Book, Row, step_row
from kontor_automation.engine.guard import Guard, Reason, Start
from kontor_automation.engine.judging import Blame
from kontor_automation.engine.rules_known import Ground, Rule
from kontor_automation.engine.telling import Origin, tell
from kontor_automation.engine.trigger import Trigger
from kontor_chassis.ids import new_id
from kontor_schemas.automation.run import RunFailed, RunRefused
from kontor_schemas.values import LocalText, RecordReference

OWNER = "owner"
"""The path that stands for the user who is responsible: whose address is looked up when sending."""


async def start(
    connection: asyncpg.Connection,
    triggers: Collection[Trigger],
    grounds: Mapping[UUID, Ground],
    book: Book,
) -> None:
    """Begin a run for every workflow that fits a fact; note why the others do not."""
    starts: list[Start] = []
    for trigger in triggers:
        ground = grounds[trigger.tenant]
        for rule in ground.waiting_for(trigger.name, "workflow"):
            blames = rule.judge.blames(trigger.state, trigger.changed, ground.moment)
            if blames:
                book.runs.append(_skipped(trigger, rule, blames, book))
            else:
                starts.append((trigger, rule))
    guard = await Guard.over(connection, starts, book.now)
    for trigger, rule in starts:
        if guard.has_refused(rule):
            continue  # paused a moment ago, by this very batch
        if reason := guard.refuses(trigger, rule):
            _refuse(trigger, rule, reason, book)
        elif not rule.has_active_owner:
            _fail(trigger, rule, "owner_inactive", book)
        else:
            _begin(trigger, rule, grounds[trigger.tenant], book)


def _begin(trigger: Trigger, rule: Rule, ground: Ground, book: Book) -> None:
    run = _run(trigger, rule, "queued", book)
    book.runs.append(run)
    for position, step in enumerate(rule.definition["steps"]):
        arguments = (
            _update(trigger, step)
            if step["kind"] == "update_record"
            else _mail(trigger, step, ground)
        )
        book.steps.append(step_row(trigger.tenant, run["id"], position, step, arguments))


def _update(trigger: Trigger, step: Mapping[str, Any]) -> Row:
    path = catalogue.KINDS[trigger.record].path(trigger.received.subject)
    return {"method": "PATCH", "path": path, "body": step["values"]}


def _mail(trigger: Trigger, step: Mapping[str, Any], ground: Ground) -> Row:
    """Return the mail as it will be sent: what the record says later does not change it."""
    known = catalogue.record_vocabulary(trigger.record)
    languages = [str(trigger.state.get("language") or ""), ground.language]
    subject = mail_text.in_language(LocalText.model_validate(step["subject"]), languages)
    body = mail_text.in_language(LocalText.model_validate(step["body"]), languages)
    arguments: Row = {
        "subject": mail_text.subject_line(subject, trigger.state, known),
        "body": mail_text.body_text(body, trigger.state, known),
    }
    if step["to"] == OWNER:
        return {**arguments, "to_user": trigger.state.get(OWNER)}
    if step["to"] is not None:
        return {**arguments, "to": mail_text.address_in(trigger.state, step["to"])}
    return {**arguments, "to": mail_text.sendable(step["to_address"])}


def _skipped(trigger: Trigger, rule: Rule, blames: Sequence[Blame], book: Book) -> Row:
    run = _run(trigger, rule, "skipped", book)
    return {**run, "explanation": [blame.as_json() for blame in blames]}


def _refuse(trigger: Trigger, rule: Rule, reason: Reason, book: Book) -> None:
    """Enter a run that is one too many; its workflow stops here and is paused."""
    run = {**_run(trigger, rule, "refused", book), "code": reason}
    book.runs.append(run)
    book.ended.append(
        {
            "tenant_id": rule.tenant,
            "id": rule.id,
            "version": rule.version,
            "ended_at": book.now,
            "pause_reason": reason,
            "pause_run": run["id"],
        }
    )
    refused = RunRefused(**_about(trigger, rule, run["id"]), reason=reason)
    book.told.append(tell(refused, _origin(trigger, rule, run["id"]), book.now))


def _fail(trigger: Trigger, rule: Rule, code: str, book: Book) -> None:
    run = {**_run(trigger, rule, "failed", book), "code": code}
    book.runs.append(run)
    step = rule.definition["steps"][0]["name"]
    failed = RunFailed(**_about(trigger, rule, run["id"]), step=step, code=code)
    book.told.append(tell(failed, _origin(trigger, rule, run["id"]), book.now))


def _about(trigger: Trigger, rule: Rule, run: UUID) -> dict[str, Any]:
    return {
        "id": run,
        "version": 1,
        "workflow": rule.id,
        "workflow_version": rule.version,
        "trigger": trigger.received.id,
        "record": RecordReference(record=trigger.record, id=trigger.received.subject),
    }


def _origin(trigger: Trigger, rule: Rule, run: UUID) -> Origin:
    received = trigger.received
    return Origin(
        tenant=trigger.tenant,
        run=run,
        actor=rule.actor,
        fact=received.id,
        chain=trigger.chain,
        depth=received.cause_depth + 1,
        traceparent=received.traceparent,
    )


def _run(trigger: Trigger, rule: Rule, state: str, book: Book) -> Row:
    received, is_open = trigger.received, state == "queued"
    return {
        "tenant_id": trigger.tenant,
        "id": new_id(),
        "kind": "workflow",
        "rule": rule.id,
        "rule_version": rule.version,
        "fact_id": received.id,
        "fact_type": received.type,
        "record": trigger.record,
        "record_id": received.subject,
        "seen_version": received.version,
        "state": state,
        "code": None,
        "explanation": [],
        "next_step": 0,
        "cause_depth": received.cause_depth,
        "correlation_id": trigger.chain,
        "traceparent": received.traceparent,
        "created_at": book.now,
        "next_try_at": book.now if is_open else "infinity",
        "ended_at": None if is_open else book.now,
    }
