"""The compiled predicate agrees with a naive evaluator on random records, trees and moments."""

from hypothesis import HealthCheck, given, settings

from kontor_records.conditions.predicate import compile_condition
from libs.records.tests.conditions import naive
from libs.records.tests.conditions.drawing import changes, leaves, moments, states, trees
from libs.records.tests.conditions.sample import TYPES, VOCABULARY


@settings(max_examples=5_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(trees(), states, changes, moments)
def test_the_predicate_says_what_the_naive_evaluator_says(tree, state, changed, moment):
    expected = naive.holds(tree, TYPES, state, moment, changed)
    assert compile_condition(tree, VOCABULARY)(state, moment, changed=changed) is expected


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(leaves(), states, moments)
def test_a_condition_and_its_negation_share_all_records_between_them(leaf, state, moment):
    asked = compile_condition(leaf, VOCABULARY)(state, moment)
    assert compile_condition({"not": leaf}, VOCABULARY)(state, moment) is not asked
