"""What is refused when a condition is compiled: the code, and the place of the bad node."""

import pytest

from kontor_chassis.errors import Kind, Refusal
from kontor_records.conditions.binding import problems
from kontor_records.conditions.fields import Vocabulary, vocabulary_of
from kontor_records.conditions.predicate import compile_condition
from libs.records.tests.conditions.sample import VOCABULARY, Firm, Sample

DEEP = {"field": "name", "op": "is_set"}


def nested(levels):
    tree = DEEP
    for _ in range(levels):
        tree = {"not": tree}
    return tree


def refused(tree, vocabulary=VOCABULARY):
    with pytest.raises(Refusal) as caught:
        compile_condition(tree, vocabulary)
    assert caught.value.kind is Kind.INVALID
    return caught.value.code, dict(caught.value.params)


def leaf(field, op, *value):
    return {"field": field, "op": op} | ({"value": value[0]} if value else {})


@pytest.mark.parametrize(
    ("tree", "path", "reason"),
    [
        (None, "", "not_a_node"),
        ("x", "", "not_a_node"),
        ([], "", "not_a_node"),
        ({}, "", "not_a_node"),
        ({"all": [], "any": []}, "", "not_a_node"),
        ({"all": {}}, "/all", "not_a_list"),
        ({"all": [DEEP, {"any": ["x"]}]}, "/all/1/any/0", "not_a_node"),
        ({"not": []}, "/not", "not_a_node"),
        ({"field": "name", "op": "eq", "value": "x", "extra": 1}, "", "not_a_node"),
        ({"field": 1, "op": "eq"}, "/field", "not_text"),
        ({"field": "name", "op": None}, "/op", "not_text"),
        (leaf("name", "eq"), "/value", "value_required"),
        (leaf("name", "eq", None), "/value", "value_required"),
        (leaf("name", "eq", 1), "/value", "not_text"),
        (leaf("name", "eq", ""), "/value", "text_empty"),
        (leaf("name", "contains", "\u0301"), "/value", "text_empty"),
        (leaf("name", "eq", "a\x00"), "/value", "text_character"),
        (leaf("name", "eq", "\ud800"), "/value", "text_character"),
        (leaf("name", "is_set", "x"), "/value", "value_not_expected"),
        (leaf("name", "in", "x"), "/value", "not_a_list"),
        (leaf("name", "in", []), "/value", "list_empty"),
        ({"all": [leaf("name", "in", ["x", 2])]}, "/all/0/value/1", "not_text"),
        (leaf("score", "eq", "1e"), "/value", "not_a_number"),
        (leaf("score", "eq", True), "/value", "not_a_number"),
        (leaf("score", "eq", float("nan")), "/value", "not_a_number"),
        (leaf("score", "eq", 10**5000), "/value", "not_a_number"),
        (leaf("score", "eq", "1e400"), "/value", "number_too_long"),
        (leaf("employees", "eq", 1.0), "/value", "not_an_integer"),
        (leaf("employees", "eq", False), "/value", "not_an_integer"),
        (leaf("employees", "eq", 2**63), "/value", "number_too_long"),
        (leaf("employees", "between", [1]), "/value", "not_a_pair"),
        (leaf("employees", "between", [2, 1]), "/value", "range_inverted"),
        (leaf("due_on", "between", ["2026-02-01", "2026-01-31"]), "/value", "range_inverted"),
        (leaf("is_hot", "eq", 1), "/value", "not_a_boolean"),
        (leaf("due_on", "eq", "2026-02-30"), "/value", "not_a_date"),
        (leaf("due_on", "eq", "20260301"), "/value", "not_a_date"),
        (leaf("due_on", "eq", "2026-03-01T00:00:00Z"), "/value", "not_a_date"),
        (leaf("due_on", "lt", {"relative": "-2h"}), "/value", "not_a_date"),
        (leaf("due_on", "lt", {"relative": "soon"}), "/value", "relative_unknown"),
        (leaf("due_on", "lt", {"relative": "-1d", "x": 1}), "/value", "relative_unknown"),
        (leaf("due_on", "lt", {"relative": 7}), "/value", "relative_unknown"),
        (leaf("due_on", "eq", "9999-12-31"), "/value", "not_a_date"),
        (leaf("seen_at", "lt", "2026-03-01T00:00:00"), "/value", "zone_required"),
        (leaf("seen_at", "lt", "yesterday"), "/value", "not_an_instant"),
        (leaf("seen_at", "lt", "0001-01-01T00:00:00+14:00"), "/value", "not_an_instant"),
        (leaf("owner", "eq", "me"), "/value", "not_a_reference"),
        (
            leaf("owner", "eq", "{0197aaaa-0000-7000-8000-000000000001}"),
            "/value",
            "not_a_reference",
        ),
        (leaf("owner", "eq", {"current": "boss"}), "/value", "not_a_reference"),
        (leaf("owner", "eq", {"current": "team"}), "/value", "not_one"),
        (leaf("stage", "eq", "maybe"), "/value", "choice_unknown"),
        (leaf("tags", "contains", ["x"]), "/value", "not_text"),
    ],
)
def test_a_bad_node_is_named(tree, path, reason):
    assert refused(tree) == ("condition_invalid", {"path": path, "reason": reason})


@pytest.mark.parametrize("field", ["", "nope", "budget.nope", "name.x", "__class__", "emails.0"])
def test_an_unknown_field_is_named(field):
    assert refused({"any": [leaf(field, "is_set")]}) == ("field_unknown", {"path": "/any/0/field"})


@pytest.mark.parametrize(
    ("field", "op"),
    [
        ("name", "like"),
        ("name", "contains_any"),
        ("is_hot", "lt"),
        ("owner", "starts_with"),
        ("stage", "gt"),
        ("tags", "eq"),
        ("tags", "changed_to"),
        ("budget", "eq"),
        ("emails", "contains"),
    ],
)
def test_an_operator_that_makes_no_sense_is_refused(field, op):
    code, params = refused(leaf(field, op, "x"))
    assert (code, params["path"]) == ("op_not_allowed", "/op")
    assert op not in params["allowed"]


def test_the_operators_that_are_allowed_are_told():
    code, params = refused(leaf("is_hot", "gt", 1))
    assert code == "op_not_allowed"
    assert params["allowed"] == [
        "changed",
        "changed_from",
        "changed_to",
        "eq",
        "is_empty",
        "is_set",
        "ne",
    ]


def test_a_list_cannot_be_asked_about_changes():
    listing = vocabulary_of(Sample)
    assert refused(leaf("name", "changed"), listing)[0] == "op_not_allowed"


def test_a_related_record_cannot_be_asked_about_changes():
    words = vocabulary_of(Sample, related={"organization": vocabulary_of(Firm)}, has_changes=True)
    code, params = refused(leaf("organization.country", "changed"), words)
    assert (code, params["path"]) == ("op_not_allowed", "/op")


def test_the_limits():
    compile_condition(nested(7), VOCABULARY)
    assert refused(nested(8)) == (
        "condition_too_large",
        {"path": "/not" * 8, "limit": "depth", "most": 8},
    )
    compile_condition({"all": [DEEP] * 100}, VOCABULARY)
    assert refused({"all": [{"any": [DEEP] * 50}, {"any": [DEEP] * 51}]}) == (
        "condition_too_large",
        {"path": "/all/1/any/50", "limit": "leaves", "most": 100},
    )
    compile_condition(leaf("name", "in", ["x"] * 1_000), VOCABULARY)
    assert refused(leaf("name", "in", ["x"] * 1_001)) == (
        "condition_too_large",
        {"path": "/value", "limit": "values", "most": 1_000},
    )


def test_a_bottomless_tree_is_refused_at_the_limit():
    assert refused(nested(50_000))[0] == "condition_too_large"


def test_all_that_is_wrong_is_told_at_once():
    tree = {"all": [leaf("nope", "eq", 1), DEEP, {"not": leaf("stage", "lt", "new")}]}
    assert [(one.code, one.params["path"]) for one in problems(tree, VOCABULARY)] == [
        ("field_unknown", "/all/0/field"),
        ("op_not_allowed", "/all/2/not/op"),
    ]
    assert [one.code for one in problems("x", VOCABULARY)] == ["condition_invalid"]
    assert problems(DEEP, VOCABULARY) == ()


def test_an_empty_vocabulary_knows_no_field():
    assert refused(DEEP, Vocabulary()) == ("field_unknown", {"path": "/field"})
