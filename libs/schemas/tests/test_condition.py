"""The wire form of conditions."""

import json

import pytest
from pydantic import TypeAdapter, ValidationError

from kontor_schemas import wire
from kontor_schemas.automation.assignment_rule import AssignmentRule
from kontor_schemas.condition import MAX_DEPTH, MAX_LEAVES, AllOf, AnyOf, Condition, Leaf, Not
from kontor_schemas.wire import DataUndecodable

ADAPTER: TypeAdapter[Condition] = TypeAdapter(Condition)
LEAF = {"field": "stage", "op": "eq", "value": "new"}
TREE = {
    "all": [
        LEAF,
        {"any": [{"field": "budget.minor", "op": "between", "value": [1, 2]}, {"not": LEAF}]},
        {"not": {"all": []}},
        {"field": "owner", "op": "eq", "value": {"current": "user"}},
        {"field": "next_step_on", "op": "lt", "value": {"relative": "-7d"}},
    ]
}


def test_a_tree_comes_back_as_it_was() -> None:
    tree = ADAPTER.validate_python(TREE)
    assert isinstance(tree, AllOf)
    assert json.loads(ADAPTER.dump_json(tree)) == TREE
    assert ADAPTER.validate_json(json.dumps(TREE)) == tree


def test_a_tree_is_built_in_code_too() -> None:
    leaf = Leaf(field="stage", op="eq", value="new")
    built = AllOf(all=[leaf, AnyOf(any=[Not.model_validate({"not": leaf})])])
    assert json.loads(built.model_dump_json()) == {"all": [LEAF, {"any": [{"not": LEAF}]}]}


@pytest.mark.parametrize(
    ("node", "error", "place"),
    [
        ({}, "missing", "field"),
        ({"field": "stage"}, "missing", "op"),
        ({"field": "stage", "op": "resembles"}, "choice_unknown", "op"),
        ({"field": "Stage", "op": "eq"}, "string_pattern_mismatch", "field"),
        ({"field": "a.b.c.d.e", "op": "eq"}, "string_pattern_mismatch", "field"),
        ({"field": "a; drop table", "op": "eq"}, "string_pattern_mismatch", "field"),
        ({"field": "stage", "op": "eq", "values": 1}, "extra_forbidden", "values"),
        ({"all": LEAF}, "list_type", "all"),
        ({"all": [], "any": []}, "extra_forbidden", "any"),
        ({"any": [LEAF] * (MAX_LEAVES + 1)}, "too_long", "any"),
        ({"field": "stage", "op": "eq", "value": "a\x00"}, "text_character", "value"),
        ({"field": "stage", "op": "in", "value": [{"a\ud800": 1}]}, "text_character", "value"),
        ({"field": "stage", "op": "eq", "value": float("nan")}, "finite_number", "value"),
    ],
)
def test_what_is_no_condition_is_refused_at_its_place(node: object, error: str, place: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ADAPTER.validate_python(node)
    first = refused.value.errors()[0]
    assert (first["type"], place in first["loc"]) == (error, True)


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_a_bottomless_tree_is_refused(depth: int) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_json('{"not":' * depth + json.dumps(LEAF) + "}" * depth)


def test_a_reader_meets_an_operator_of_the_future() -> None:
    newer = json.dumps({"all": [{"field": "stage", "op": "resembles", "value": 1, "weight": 2}]})
    rule = wire.read_json(AssignmentRule, rule_json(newer))
    assert isinstance(rule.condition, AllOf)
    [leaf] = rule.condition.all
    assert isinstance(leaf, Leaf)
    assert leaf.op == "other"


def test_a_reader_does_not_guess_a_node_it_does_not_know() -> None:
    with pytest.raises(DataUndecodable) as refused:
        wire.read_json(AssignmentRule, rule_json('{"none": []}'))
    assert refused.value.reason == "missing"


def test_the_limits_are_those_of_the_language() -> None:
    assert (MAX_DEPTH, MAX_LEAVES) == (8, 100)


def rule_json(condition: str) -> bytes:
    stamped = {
        "id": "019cad9d-ddca-7201-bfc8-c12c7c15a985",
        "version": 1,
        "created_at": "2026-03-02T08:00:00Z",
        "created_by": "service:automation",
        "updated_at": "2026-03-02T08:00:00Z",
        "updated_by": "service:automation",
        "name": "All",
        "record": "contacts.lead",
    }
    return json.dumps({**stamped, "condition": json.loads(condition)}).encode()
