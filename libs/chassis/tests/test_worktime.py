"""Working time over nights, lunches, holidays and clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor_chassis.worktime import (
    WHOLE_DAY,
    Calendar,
    NeverOpen,
    Window,
    add,
    between,
    is_open,
    next_open,
)

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = Calendar(
    zone=BERLIN,
    week={day: (Window(time(9), time(12)), Window(time(13), time(17))) for day in range(5)},
    exceptions={date(2026, 4, 3): (), date(2026, 4, 4): (Window(time(10), time(12)),)},
)
AROUND = Calendar(zone=BERLIN, week=dict.fromkeys(range(7), (WHOLE_DAY,)))
NEVER = Calendar(zone=BERLIN, week={})
HOUR = timedelta(hours=1)


def berlin(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (berlin(2026, 3, 2, 9), True),  # a Monday
        (berlin(2026, 3, 2, 8, 59), False),
        (berlin(2026, 3, 2, 12), False),  # lunch
        (berlin(2026, 3, 2, 13), True),
        (berlin(2026, 3, 2, 17), False),
        (berlin(2026, 3, 7, 10), False),  # a Saturday
        (berlin(2026, 4, 3, 10), False),  # a holiday
        (berlin(2026, 4, 4, 11), True),  # a Saturday with hours of its own
        (datetime(2026, 3, 2, 8, tzinfo=UTC), True),  # nine in Berlin
    ],
)
def test_is_open(at: datetime, expected: bool) -> None:
    assert is_open(OFFICE, at) is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (berlin(2026, 3, 2, 10), berlin(2026, 3, 2, 10)),
        (berlin(2026, 3, 2, 12, 30), berlin(2026, 3, 2, 13)),
        (berlin(2026, 3, 6, 17), berlin(2026, 3, 9, 9)),
        (berlin(2026, 4, 2, 17), berlin(2026, 4, 4, 10)),
    ],
)
def test_next_open(at: datetime, expected: datetime) -> None:
    assert next_open(OFFICE, at) == expected


@pytest.mark.parametrize(
    ("at", "worked", "expected"),
    [
        (berlin(2026, 3, 2, 9), 2 * HOUR, berlin(2026, 3, 2, 11)),
        (berlin(2026, 3, 2, 11), 2 * HOUR, berlin(2026, 3, 2, 14)),
        (berlin(2026, 3, 2, 9), 7 * HOUR, berlin(2026, 3, 2, 17)),
        (berlin(2026, 3, 6, 16), 2 * HOUR, berlin(2026, 3, 9, 10)),
        (berlin(2026, 3, 7, 3), timedelta(0), berlin(2026, 3, 9, 9)),
    ],
)
def test_add(at: datetime, worked: timedelta, expected: datetime) -> None:
    assert add(OFFICE, at, worked) == expected


def test_a_day_of_the_clock_change_is_as_long_as_it_is() -> None:
    assert between(AROUND, berlin(2026, 3, 29), berlin(2026, 3, 30)) == 23 * HOUR
    assert between(AROUND, berlin(2026, 10, 25), berlin(2026, 10, 26)) == 25 * HOUR
    assert add(AROUND, berlin(2026, 3, 29), 23 * HOUR) == berlin(2026, 3, 30)


def test_a_calendar_without_hours_is_never_open() -> None:
    with pytest.raises(NeverOpen):
        next_open(NEVER, berlin(2026, 3, 2))
    with pytest.raises(NeverOpen):
        add(NEVER, berlin(2026, 3, 2), HOUR)
    assert between(NEVER, berlin(2026, 3, 2), berlin(2027, 3, 2)) == timedelta(0)


def test_a_window_ends_after_it_starts_and_time_is_not_taken_away() -> None:
    with pytest.raises(ValueError, match="ends after"):
        Window(time(12), time(9))
    with pytest.raises(ValueError, match="not taken away"):
        add(OFFICE, berlin(2026, 3, 2), -HOUR)


YEAR = timedelta(days=365)
MOMENTS = st.timedeltas(timedelta(0), YEAR).map(
    lambda since: datetime(2026, 1, 1, tzinfo=UTC) + since
)
SPANS = st.timedeltas(timedelta(0), timedelta(hours=200))


@given(at=MOMENTS, worked=SPANS, calendar=st.sampled_from([OFFICE, AROUND]))
def test_what_was_added_lies_between(at: datetime, worked: timedelta, calendar: Calendar) -> None:
    end = add(calendar, at, worked)
    assert between(calendar, at, end) == worked
    assert worked == timedelta(0) or not is_open(calendar, end) or end > at


@given(at=MOMENTS, middle=SPANS, rest=SPANS)
def test_two_steps_are_one(at: datetime, middle: timedelta, rest: timedelta) -> None:
    end = at + middle + rest
    parts = between(OFFICE, at, at + middle) + between(OFFICE, at + middle, end)
    assert parts == between(OFFICE, at, end)
