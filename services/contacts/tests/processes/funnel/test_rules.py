"""Rates of the funnel, and spans of time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from kontor_chassis.errors import Faults
from kontor_contacts.processes.funnel import rules

MARCH: dict[str, int] = {"new": 100, "mql": 40, "sql": 20, "converted": 10}


def test_each_step_has_its_rate_and_so_has_the_whole() -> None:
    assert rules.entry(MARCH) == {
        "counts": MARCH,
        "rates": {"mql": 40.0, "sql": 50.0, "converted": 50.0, "overall": 10.0},
    }


def test_where_nobody_came_there_is_no_rate() -> None:
    found = rules.entry({"new": 3, "mql": 0, "sql": 0, "converted": 0})
    assert found["rates"] == {"mql": 0.0, "sql": None, "converted": None, "overall": 0.0}


def test_counts_are_summed_and_rates_are_not() -> None:
    april = {"new": 100, "mql": 0, "sql": 0, "converted": 0}
    assert rules.summed([MARCH, april]) == {"new": 200, "mql": 40, "sql": 20, "converted": 10}
    assert rules.summed([]) == {"new": 0, "mql": 0, "sql": 0, "converted": 0}


def test_a_day_begins_in_the_zone_of_the_tenant() -> None:
    start = rules.start_of(date(2026, 7, 1), ZoneInfo("Europe/Berlin"))
    assert start == datetime(2026, 6, 30, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("until", "code"), [(date(2025, 12, 31), "range_inverted"), (date(2031, 6, 1), "value_range")]
)
def test_a_span_that_cannot_be_is_refused(until: date, code: str) -> None:
    with pytest.raises(Faults) as refused:
        rules.refuse_span(date(2026, 1, 1), until)
    assert [fault.code for fault in refused.value.faults] == [code]
