"""What holds for a workflow."""

from typing import Any
from uuid import UUID

import pytest

from kontor_automation.engine.catalogue import STARTING
from kontor_automation.records.workflow import rules
from kontor_chassis.errors import Faults
from kontor_chassis.testing.plugin import MORNING
from kontor_schemas.automation.workflow import Workflow
from services.automation.tests.bed import mail, update


def a_workflow(*steps: dict[str, Any], **fields: Any) -> Workflow:
    stamps = {
        "created_at": MORNING,
        "created_by": "user:1",
        "updated_at": MORNING,
        "updated_by": "user:1",
    }
    made = {"id": UUID(int=9), "version": 1, "name": "Welcome", "on": "contacts.lead.created.v1"}
    return Workflow.model_validate({**made, **stamps, "steps": list(steps), **fields})


@pytest.mark.parametrize(
    "fact",
    [
        "sales.deal.created.v1",
        "contacts.lead.created.v2",
        "contacts.lead.deleted.v1",
        "contacts.lead.merged.v1",
        "contacts.lead.snapshot.v1",
        "automation.workflow.created.v1",
        "identity.user.created.v1",
    ],
)
def test_a_workflow_begins_with_a_fact_that_carries_a_record(fact: str) -> None:
    with pytest.raises(Faults) as refused:
        rules.refuse_condition(fact, None)
    [fault] = refused.value.faults
    assert (fault.pointer, fault.code) == ("/on", "record_type_unknown")


@pytest.mark.parametrize("fact", sorted(STARTING))
def test_it_may_begin_with_any_of_these(fact: str) -> None:
    rules.refuse_condition(fact, {"field": "created_at", "op": "is_set"})


def test_changes_can_be_asked_of_changes_only() -> None:
    changed = {"field": "stage", "op": "changed_to", "value": "mql"}
    rules.refuse_condition("contacts.lead.updated.v1", changed)
    with pytest.raises(Faults) as refused:
        rules.refuse_condition("contacts.lead.created.v1", changed)
    assert [fault.code for fault in refused.value.faults] == ["op_not_allowed"]


@pytest.mark.parametrize(
    "step",
    [
        update(stage="working", next_step="Call", next_step_on="2026-03-09"),
        update(owner=str(UUID(int=7))),
        update(budget={"minor": 100, "currency": "EUR"}),
        update(next_step=None),
        mail(),
        mail(to="emails.0.value"),
        mail(to="owner"),
        mail(to=None, to_address="sales@demo.example"),
        mail(subject={"en": "Hello {company}"}, body={"en": "{budget.minor} {emails.value} {x y}"}),
    ],
)
def test_a_step_that_can_be_done(step: dict[str, Any]) -> None:
    rules.refuse_steps(a_workflow(step))


@pytest.mark.parametrize(
    ("step", "pointer", "code"),
    [
        (update(), "/values", "field_required"),
        (update(shoe_size=43), "/values/shoe_size", "field_unknown"),
        (update(version=2), "/values/version", "field_unknown"),
        (update(id=str(UUID(int=1))), "/values/id", "field_unknown"),
        (update(country="DE"), "/values/country", "field_unknown"),
        (update(display_name="x"), "/values/display_name", "field_unknown"),
        (update(stage="newish"), "/values/stage", "step_type"),
        (update(next_step=7), "/values/next_step", "step_type"),
        (update(next_step_on="tomorrow"), "/values/next_step_on", "step_type"),
        (update(budget={"minor": "1", "currency": "EUR"}), "/values/budget/minor", "step_type"),
        ({**update(source="web"), "to": "emails"}, "/to", "step_type"),
        ({**mail(), "values": {"source": "web"}}, "/values", "step_type"),
        (mail(to=None), "/to", "field_required"),
        (mail(to="shoe_size"), "/to", "field_unknown"),
        (mail(to="emails.0.shoe_size"), "/to", "field_unknown"),
        (mail(to_address="a@b.example"), "/to_address", "step_type"),
        (mail(to=None, to_address="nobody"), "/to_address", "email_invalid"),
        (mail(to=None, to_address="a@b.example, c@d.example"), "/to_address", "email_invalid"),
        (mail(subject=None), "/subject", "field_required"),
        (mail(body={}), "/body", "field_required"),
        (mail(subject={"de": "a\nBcc: b@c.example"}), "/subject/de", "text_character"),
        (mail(subject={"de": "{shoe_size}"}), "/subject/de", "field_unknown"),
        (mail(body={"en": "{budget}"}), "/body/en", "field_unknown"),
        (mail(body={"en": "{budget.minor.x}"}), "/body/en", "field_unknown"),
    ],
)
def test_a_step_that_could_never_be_done(step: dict[str, Any], pointer: str, code: str) -> None:
    with pytest.raises(Faults) as refused:
        rules.refuse_steps(a_workflow(update("first", source="web"), step))
    [fault] = refused.value.faults
    assert (fault.pointer, fault.code) == (f"/steps/1{pointer}", code)


def test_steps_have_names_of_their_own() -> None:
    with pytest.raises(Faults) as refused:
        rules.refuse_steps(a_workflow(update("x", source="a"), update("x", source="b")))
    [fault] = refused.value.faults
    assert (fault.pointer, fault.code) == ("/steps/1/name", "key_duplicate")


def test_everything_wrong_is_named_at_once() -> None:
    with pytest.raises(Faults) as refused:
        rules.refuse_steps(a_workflow(update(), mail("second", to=None)))
    found = [(fault.pointer, fault.code) for fault in refused.value.faults]
    assert found == [("/steps/0/values", "field_required"), ("/steps/1/to", "field_required")]
