"""What holds for a workflow: a known fact begins it, and every step can be done as it stands."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from pydantic import ValidationError

from kontor_automation.engine import catalogue, mail_text
from kontor_automation.engine.errors import RecordTypeUnknown, StepType
from kontor_automation.engine.in_force import InForce
from kontor_chassis.errors import Fault, Faults
from kontor_chassis.validation import faults_of, pointer_part
from kontor_records.conditions.errors import FieldUnknown
from kontor_records.conditions.fields import Vocabulary
from kontor_schemas.automation.workflow import Step, Workflow
from kontor_schemas.values import LocalText

_OF_UPDATE = frozenset({"values"})
_OF_MAIL = frozenset({"to", "to_address", "subject", "body"})


def refuse_condition(fact_type: str, condition: object) -> None:
    """Refuse what cannot be asked of such a fact; asked before the workflow's state is made.

    Raises:
        Faults: Nobody can begin with this fact, or the condition cannot be asked of it.
    """
    if fact_type not in catalogue.STARTING:
        raise Faults(Fault("/on", RecordTypeUnknown.code))
    if condition is None:
        return
    faults = catalogue.condition_faults(condition, catalogue.vocabulary(fact_type))
    if faults:
        raise Faults(*faults)


def refuse_steps(workflow: Workflow) -> None:
    """Refuse steps that could never be done.

    Raises:
        Faults: `field_unknown`, `field_required`, `step_type`, `email_invalid`,
            `text_character` or `key_duplicate`, each with the step it is about.
    """
    record = catalogue.STARTING[workflow.on].RECORD
    known = catalogue.record_vocabulary(record)
    faults: list[Fault] = []
    names: set[str] = set()
    for place, step in enumerate(workflow.steps):
        at = f"/steps/{place}"
        if step.name in names:
            faults.append(Fault(f"{at}/name", "key_duplicate"))
        names.add(step.name)
        if step.kind == "update_record":
            faults += _update_faults(step, at, record)
        else:
            faults += _mail_faults(step, at, known)
    if faults:
        raise Faults(*faults)


def in_force(workflow: Workflow) -> InForce:
    """Return what the engine must know of a workflow."""
    condition = workflow.condition.model_dump(mode="json") if workflow.condition else None
    definition: Mapping[str, Any] = {
        "name": workflow.name,
        "on": workflow.on,
        "condition": condition,
        "steps": [step.model_dump(mode="json") for step in workflow.steps],
    }
    return InForce(
        kind="workflow",
        rule=workflow,
        fact=catalogue.unversioned(workflow.on),
        position=0,
        definition=definition,
    )


def _update_faults(step: Step, at: str, record: str) -> Sequence[Fault]:
    faults = _foreign(step, at, _OF_MAIL)
    if not step.values:
        return [*faults, Fault(f"{at}/values", "field_required")]
    try:
        catalogue.writable(record).model_validate_json(orjson.dumps(step.values), strict=True)
    except ValidationError as invalid:
        faults += [_value_fault(fault, at) for fault in faults_of(invalid.errors()).faults]
    return faults


def _value_fault(fault: Fault, at: str) -> Fault:
    pointer = f"{at}/values{fault.pointer}"
    if fault.code == FieldUnknown.code:
        return Fault(pointer, fault.code)
    return Fault(pointer, StepType.code, {"reason": fault.code})


def _mail_faults(step: Step, at: str, known: Vocabulary) -> Sequence[Fault]:
    faults = [*_foreign(step, at, _OF_UPDATE), *_recipient_faults(step, at, known)]
    for name in ("subject", "body"):
        text: LocalText | None = getattr(step, name)
        if text is None or not (text.de or text.en):
            faults.append(Fault(f"{at}/{name}", "field_required"))
            continue
        for language in ("de", "en"):
            written = getattr(text, language) or ""
            faults += _text_faults(written, f"{at}/{name}/{language}", known)
            if name == "subject" and len(written.splitlines()) > 1:
                found = {"character": "a line break"}
                faults.append(Fault(f"{at}/{name}/{language}", "text_character", found))
    return faults


def _recipient_faults(step: Step, at: str, known: Vocabulary) -> Sequence[Fault]:
    if step.to is None and step.to_address is None:
        return [Fault(f"{at}/to", "field_required")]
    if step.to is not None and step.to_address is not None:
        return [Fault(f"{at}/to_address", StepType.code, {"reason": "one_recipient"})]
    if step.to_address is not None:
        is_address = mail_text.sendable(step.to_address) is not None
        return [] if is_address else [Fault(f"{at}/to_address", "email_invalid")]
    parts = [part for part in (step.to or "").split(".") if not part.isdigit()]
    if ".".join(parts) not in known.fields:
        return [Fault(f"{at}/to", FieldUnknown.code)]
    return []


def _text_faults(text: str, at: str, known: Vocabulary) -> Sequence[Fault]:
    return [
        Fault(at, FieldUnknown.code, {"field": path})
        for path in mail_text.placeholders(text)
        if not mail_text.is_insertable(path, known)
    ]


def _foreign(step: Step, at: str, names: frozenset[str]) -> list[Fault]:
    """Return a fault for each field that only the other kind of step has."""
    return [
        Fault(f"{at}/{pointer_part(name)}", StepType.code, {"reason": "of_another_kind"})
        for name in sorted(names & step.model_fields_set)
        if getattr(step, name)
    ]
