"""Whether a rule fits, and what is to blame where it does not."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kontor_automation.engine.catalogue import record_vocabulary, vocabulary
from kontor_automation.engine.judging import Judge
from kontor_records.conditions.moment import Moment

MOMENT = Moment(now=datetime(2026, 3, 2, 9, tzinfo=UTC), zone=ZoneInfo("Europe/Berlin"))
LEAD = {
    "stage": "new",
    "country": "DE",
    "source": "web",
    "budget": {"minor": 5_000, "currency": "EUR"},
}
NEW = {"field": "stage", "op": "eq", "value": "new"}
RICH = {"field": "budget.minor", "op": "gte", "value": 10_000}
FAIR = {"field": "source", "op": "eq", "value": "fair"}


def blames(wire: Any, countries: tuple[str, ...] = ()) -> list[tuple[str, str, str, bool]]:
    judge = Judge(wire, record_vocabulary("contacts.lead"), countries)
    found = judge.blames(LEAD, {}, MOMENT)
    return [(one.pointer, one.field, one.op, one.held) for one in found]


@pytest.mark.parametrize(
    ("wire", "expected"),
    [
        (None, []),
        ({"all": []}, []),
        (NEW, []),
        ({"not": RICH}, []),
        ({"any": [RICH, NEW]}, []),
        (RICH, [("/condition", "budget.minor", "gte", False)]),
        ({"all": [NEW, RICH]}, [("/condition/all/1", "budget.minor", "gte", False)]),
        (
            {"all": [RICH, FAIR]},
            [
                ("/condition/all/0", "budget.minor", "gte", False),
                ("/condition/all/1", "source", "eq", False),
            ],
        ),
        (
            {"any": [RICH, {"all": [NEW, FAIR]}]},
            [
                ("/condition/any/0", "budget.minor", "gte", False),
                ("/condition/any/1/all/1", "source", "eq", False),
            ],
        ),
        ({"not": NEW}, [("/condition/not", "stage", "eq", True)]),
        ({"not": {"any": [NEW, RICH]}}, [("/condition/not/any/0", "stage", "eq", True)]),
        ({"all": [NEW, {"not": NEW}]}, [("/condition/all/1/not", "stage", "eq", True)]),
        ({"any": []}, [("/condition", "", "any", False)]),
        ({"not": {"all": []}}, [("/condition/not", "", "all", True)]),
        ({"all": [NEW, {"any": []}]}, [("/condition/all/1", "", "any", False)]),
    ],
)
def test_the_leaf_to_blame_is_named(wire: Any, expected: list[Any]) -> None:
    assert blames(wire) == expected


def test_a_territory_goes_before_the_condition() -> None:
    assert blames(RICH, ("DE", "AT")) == [("/condition", "budget.minor", "gte", False)]
    assert blames(RICH, ("AT",)) == [("/countries", "country", "in", False)]
    assert blames(None, ("DE",)) == []


def test_a_condition_whose_field_has_gone_fits_nothing_and_says_so() -> None:
    gone = {"field": "shoe_size", "op": "eq", "value": 43}
    assert blames({"not": gone}) == [("/condition/not/field", "", "field_unknown", False)]


def test_a_rule_about_something_that_has_gone_fits_nothing_and_says_so() -> None:
    [blame] = Judge(NEW, None).blames(LEAD, {}, MOMENT)
    assert (blame.pointer, blame.op, blame.held) == ("/on", "record_type_unknown", False)


def test_a_change_can_be_asked_of_a_fact_that_tells_of_one() -> None:
    wire = {"field": "stage", "op": "changed_to", "value": "new"}
    judge = Judge(wire, vocabulary("contacts.lead.updated.v1"))
    assert judge.blames(LEAD, {"stage": ("working", "new")}, MOMENT) == ()
    [blame] = judge.blames(LEAD, {"source": ("web", "fair")}, MOMENT)
    assert (blame.pointer, blame.op, blame.held) == ("/condition", "changed_to", False)


def test_days_are_those_of_the_tenant() -> None:
    wire = {"field": "created_at", "op": "eq", "value": {"relative": "today"}}
    known = record_vocabulary("contacts.lead")
    late = {"created_at": "2026-03-01T23:30:00Z"}
    assert Judge(wire, known).blames(late, {}, MOMENT) == ()
    utc = Moment(now=MOMENT.now, zone=ZoneInfo("UTC"))
    assert len(Judge(wire, known).blames(late, {}, utc)) == 1
