"""Relative dates: local days, Monday weeks, changes of the clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kontor_records.conditions.moment import Moment
from kontor_records.conditions.predicate import compile_condition
from kontor_records.conditions.relative import Relative
from libs.records.tests.conditions.sample import BERLIN, VOCABULARY

SPRING = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)


def span(word, now=SPRING, zone="Europe/Berlin"):
    relative = Relative.parse(word)
    return Moment(now=now, zone=ZoneInfo(zone)).days(relative)


@pytest.mark.parametrize(
    ("zone", "today"),
    [
        ("Europe/Berlin", date(2026, 3, 29)),
        ("Pacific/Auckland", date(2026, 3, 29)),
        ("America/New_York", date(2026, 3, 28)),
    ],
)
def test_today_is_the_local_day(zone, today):
    assert span("today", zone=zone) == (today, today + timedelta(days=1))


@pytest.mark.parametrize(
    ("word", "first", "end"),
    [
        ("yesterday", "2026-03-28", "2026-03-29"),
        ("tomorrow", "2026-03-30", "2026-03-31"),
        ("this_week", "2026-03-23", "2026-03-30"),
        ("last_week", "2026-03-16", "2026-03-23"),
        ("next_week", "2026-03-30", "2026-04-06"),
        ("this_month", "2026-03-01", "2026-04-01"),
        ("last_month", "2026-02-01", "2026-03-01"),
        ("this_quarter", "2026-01-01", "2026-04-01"),
        ("last_quarter", "2025-10-01", "2026-01-01"),
        ("next_quarter", "2026-04-01", "2026-07-01"),
        ("this_year", "2026-01-01", "2027-01-01"),
        ("next_year", "2027-01-01", "2028-01-01"),
        ("-7d", "2026-03-22", "2026-03-23"),
        ("7d", "2026-04-05", "2026-04-06"),
        ("-2w", "2026-03-15", "2026-03-16"),
        ("-1mo", "2026-02-28", "2026-03-01"),
        ("+1q", "2026-06-29", "2026-06-30"),
        ("-2y", "2024-03-29", "2024-03-30"),
    ],
)
def test_the_days_of_a_word(word, first, end):
    assert span(word) == (date.fromisoformat(first), date.fromisoformat(end))


def test_a_month_away_from_the_31st_is_the_last_day():
    now = datetime(2026, 1, 31, 12, tzinfo=UTC)
    assert span("1mo", now=now) == (date(2026, 2, 28), date(2026, 3, 1))


@pytest.mark.parametrize(
    "word",
    ["", "d", "7", "7x", "- 7d", "-7D", "7d ", "1_week", "this_day", "100000d", "9999y", "٣d", "m"],
)
def test_other_words_are_none(word):
    assert Relative.parse(word) is None


def test_the_day_of_the_change_has_23_hours():
    days = Moment(now=SPRING, zone=BERLIN).instants(Relative.parse("today"))
    assert days == (SPRING.replace(hour=23, minute=0), datetime(2026, 3, 29, 22, tzinfo=UTC))


def test_a_day_begins_late_where_midnight_is_skipped():
    beirut = Moment(now=datetime(2026, 3, 29, 9, tzinfo=UTC), zone=ZoneInfo("Asia/Beirut"))
    assert beirut.instants(Relative.parse("today")) == (
        datetime(2026, 3, 28, 22, tzinfo=UTC),
        datetime(2026, 3, 29, 21, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("op", "seen_at", "answer"),
    [
        # A week before 2026-03-29 in Berlin begins at 23:00 UTC, though 7 x 24 h say 22:00.
        ("gte", "2026-03-21T23:00:00Z", True),
        ("gte", "2026-03-21T22:59:59.999999Z", False),
        ("lt", "2026-03-21T22:59:59.999999Z", True),
        ("eq", "2026-03-22T22:59:59Z", True),
        ("eq", "2026-03-22T23:00:00Z", False),
        ("lte", "2026-03-22T22:59:59Z", True),
        ("gt", "2026-03-22T23:00:00Z", True),
        ("gt", "2026-03-22T22:59:59Z", False),
    ],
)
def test_seven_days_ago_is_a_local_day(op, seen_at, answer):
    leaf = {"field": "seen_at", "op": op, "value": {"relative": "-7d"}}
    asked = compile_condition(leaf, VOCABULARY)
    assert asked({"seen_at": seen_at}, Moment(now=SPRING, zone=BERLIN)) is answer


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        Moment(now=SPRING.replace(tzinfo=None), zone=BERLIN)
