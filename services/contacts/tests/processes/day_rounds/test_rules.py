"""What a day brings: leap days, years without a number, zones and their midnights."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from kontor_contacts.processes.day_rounds import rules
from kontor_schemas.values import Address

BERLIN = ZoneInfo("Europe/Berlin")


def an_address(country: str, **fields: object) -> Address:
    return Address.model_validate({"line1": "1", "city": "X", "country": country, **fields})


def switched(address: Address, since: datetime, until: datetime) -> dict[date, list[str]]:
    state = SimpleNamespace(addresses=[address])
    return {day: list(kinds) for day, kinds in rules.switched(state, since, until, BERLIN).items()}


@pytest.mark.parametrize(
    ("day", "kept"),
    [
        (date(2027, 2, 28), ["02-28", "02-29"]),
        (date(2028, 2, 28), ["02-28"]),
        (date(2028, 2, 29), ["02-29"]),
        (date(2027, 3, 1), ["03-01"]),
        (date(2026, 12, 31), ["12-31"]),
    ],
)
def test_who_is_born_on_a_leap_day_keeps_it_in_february(day: date, kept: list[str]) -> None:
    assert rules.birth_days_kept(day) == kept


def test_a_birthday_is_told_at_nine_over_a_change_of_the_clock() -> None:
    assert rules.birthday_due(date(2026, 3, 28), BERLIN) == datetime(2026, 3, 28, 8, tzinfo=UTC)
    assert rules.birthday_due(date(2026, 3, 29), BERLIN) == datetime(2026, 3, 29, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("country", "midnight"),
    [
        ("DE", datetime(2026, 4, 30, 22, tzinfo=UTC)),
        ("NP", datetime(2026, 4, 30, 18, 15, tzinfo=UTC)),
        ("KI", datetime(2026, 4, 30, 12, tzinfo=UTC)),
        ("US", datetime(2026, 5, 1, 4, tzinfo=UTC)),
        ("ZZ", datetime(2026, 4, 30, 22, tzinfo=UTC)),
    ],
)
def test_an_address_switches_at_midnight_of_its_country(country: str, midnight: datetime) -> None:
    address = an_address(country, kind="home", valid_from_on="2026-05-01")
    before, after = midnight - timedelta(minutes=15), midnight + timedelta(minutes=15)
    assert switched(address, before, midnight) == {date(2026, 5, 1): ["home"]}
    assert switched(address, before - timedelta(minutes=15), before) == {}
    assert switched(address, midnight, after) == {}
    assert date(2026, 5, 1) in rules.days_within(before, midnight)


def test_the_last_day_of_an_address_is_over_at_its_end() -> None:
    address = an_address("DE", kind="visit", valid_until_on="2026-04-30")
    day = datetime(2026, 4, 30, 12, tzinfo=UTC)
    assert switched(address, day - timedelta(days=1), day) == {}
    assert switched(address, day, day + timedelta(days=1)) == {date(2026, 5, 1): ["visit"]}
    assert date(2026, 4, 30) in rules.days_within(day, day + timedelta(days=1))


@pytest.mark.parametrize(
    ("at", "then"),
    [
        (datetime(2026, 5, 1, 10, 0, tzinfo=UTC), datetime(2026, 5, 1, 10, 15, tzinfo=UTC)),
        (datetime(2026, 5, 1, 10, 14, 59, tzinfo=UTC), datetime(2026, 5, 1, 10, 15, tzinfo=UTC)),
        (datetime(2026, 5, 1, 23, 45, 1, tzinfo=UTC), datetime(2026, 5, 2, tzinfo=UTC)),
    ],
)
def test_a_round_comes_each_quarter_of_an_hour(at: datetime, then: datetime) -> None:
    assert rules.round_after(at) == then
