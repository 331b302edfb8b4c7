"""What holds for an assignment rule."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from kontor_automation.records.assignment_rule import rules
from kontor_chassis.errors import Faults
from kontor_schemas.automation.assignment_rule import AssignmentRule

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANNA, SALES = UUID(int=1), UUID(int=2)


def a_rule(**fields: Any) -> AssignmentRule:
    stamps = {"created_at": NOW, "created_by": "user:1", "updated_at": NOW, "updated_by": "user:1"}
    made = {"id": UUID(int=9), "version": 1, "name": "Leads", "record": "contacts.lead"}
    return AssignmentRule.model_validate({**made, **stamps, **fields})


def test_a_pool_has_a_group_or_a_user() -> None:
    with pytest.raises(Faults) as refused:
        rules.refuse_pool(a_rule())
    assert [(f.pointer, f.code) for f in refused.value.faults] == [("/pool_users", "pool_empty")]
    rules.refuse_pool(a_rule(pool_users=[ANNA]))
    rules.refuse_pool(a_rule(pool_group=SALES))


@pytest.mark.parametrize("record", ["contacts.contact", "sales.deal", "contacts.organization"])
def test_only_leads_are_given_out(record: str) -> None:
    with pytest.raises(Faults) as refused:
        rules.refuse_condition(record, None)
    [fault] = refused.value.faults
    assert (fault.pointer, fault.code) == ("/record", "record_type_unknown")
    assert fault.params == {"known": "contacts.lead"}


def leaf(field: str, op: str, value: Any = None) -> dict[str, Any]:
    return {"field": field, "op": op} | ({} if value is None else {"value": value})


DEEP: dict[str, Any] = leaf("stage", "is_set")
for _ in range(8):
    DEEP = {"not": DEEP}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (leaf("shoe_size", "eq", 43), [("/condition/field", "field_unknown")]),
        (
            {"all": [leaf("stage", "eq", "new"), leaf("x", "is_set"), leaf("y", "is_set")]},
            [
                ("/condition/all/1/field", "field_unknown"),
                ("/condition/all/2/field", "field_unknown"),
            ],
        ),
        (leaf("stage", "gt", "new"), [("/condition/op", "op_not_allowed")]),
        (leaf("stage", "resembles", "new"), [("/condition/op", "op_not_allowed")]),
        (leaf("stage", "changed"), [("/condition/op", "op_not_allowed")]),
        (leaf("stage", "eq", "newish"), [("/condition/value", "condition_invalid")]),
        (leaf("budget.minor", "gte", "many"), [("/condition/value", "condition_invalid")]),
        (leaf("company", "eq", "a\x00b"), [("/condition/value", "condition_invalid")]),
        (leaf("company", "eq", "\ud800"), [("/condition/value", "condition_invalid")]),
        ({"some": []}, [("/condition", "condition_invalid")]),
        ([], [("/condition", "condition_invalid")]),
        ("stage = new", [("/condition", "condition_invalid")]),
        (7, [("/condition", "condition_invalid")]),
        (False, [("/condition", "condition_invalid")]),
        ({"all": "x"}, [("/condition/all", "condition_invalid")]),
        (DEEP, [("/condition" + "/not" * 8, "condition_too_large")]),
        (
            {"any": [leaf("stage", "is_set")] * 101},
            [("/condition/any/100", "condition_too_large")],
        ),
        (leaf("company", "in", ["x"] * 1001), [("/condition/value", "condition_too_large")]),
    ],
)
def test_a_bad_condition_is_named_where_it_is_bad(
    condition: Any, expected: list[tuple[str, str]]
) -> None:
    with pytest.raises(Faults) as refused:
        rules.refuse_condition("contacts.lead", condition)
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == expected


def test_a_good_condition_passes() -> None:
    rules.refuse_condition("contacts.lead", None)
    rules.refuse_condition("contacts.lead", {"all": [leaf("stage", "eq", "new")]})
    rules.refuse_condition("contacts.lead", leaf("emails.normal", "contains", "a@b.example"))


def test_what_the_engine_is_told() -> None:
    condition = {"not": leaf("stage", "eq", "new")}
    rule = a_rule(
        pool_users=[ANNA], countries=["DE"], condition=condition, order=7, next_step="Call"
    )
    found = rules.in_force(rule)
    assert (found.kind, found.fact, found.position) == ("assignment", "contacts.lead.created", 7)
    assert found.definition == {
        "name": "Leads",
        "record": "contacts.lead",
        "countries": ["DE"],
        "condition": condition,
        "pool_group": None,
        "pool_users": [ANNA],
        "next_step": "Call",
        "next_step_in_days": None,
    }
