"""V4 to V8: what a cell means, and what means nothing."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor_records.sheets import values
from kontor_records.sheets.errors import CellRefused
from kontor_records.sheets.values import Parser, Reading
from kontor_records.sheets.workbook import Broken, Number, Number1904, Serial

GERMAN = Reading()
AMERICAN = Reading(locale="en-US", zone="America/New_York", currency="USD")


def refusal(parser: Parser, cell: str) -> str:
    with pytest.raises(CellRefused) as refused:
        parser(cell)
    return refused.value.code


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.234,56", "1234.56"), ("1234,5", "1234.5"), ("1.234", "1234"), ("12,5-", "-12.5"),
        ("1\N{NO-BREAK SPACE}234,56", "1234.56"), ("\N{MINUS SIGN}12", "-12"), ("+0,10", "0.10"),
        ("1.234.567", "1234567"), (Number("0.30000000000000004"), "0.3"), (Number("1E3"), "1000"),
    ],
)  # fmt: skip
def test_numbers(cell: str, value: str) -> None:
    assert values.number_parser(GERMAN)(cell) == Decimal(value)


@pytest.mark.parametrize(
    "cell",
    [
        "1,234.56", "1.23,4", "12,345,6", "NaN", "1e5", "-1-", "1 234.567,0", "١٢", "0x10", "1_000",
        "1.2345", "", Number("NaN"),
    ],
)  # fmt: skip
def test_what_is_no_number(cell: str) -> None:
    assert refusal(values.number_parser(GERMAN), cell) == "number_format"


def test_the_locale_decides() -> None:
    assert values.number_parser(AMERICAN)("1,234.56") == Decimal("1234.56")
    assert refusal(values.number_parser(AMERICAN), "1.234,56") == "number_format"


@pytest.mark.parametrize(
    ("cell", "minor", "currency"),
    [
        ("1.234,56 €", 123456, "EUR"), ("-12,00 €", -1200, "EUR"), ("CHF 5", 500, "CHF"),
        ("7", 700, "EUR"), ("100 JPY", 100, "JPY"), ("-$1,5", -150, "USD"),
        (Number("12.5"), 1250, "EUR"),
    ],
)  # fmt: skip
def test_money(cell: str, minor: int, currency: str) -> None:
    assert values.money_parser(GERMAN)(cell) == {"minor": minor, "currency": currency}


@pytest.mark.parametrize("cell", ["12,001 €", "1€50", "1,5 JPY", "EUR", "5 EUR USD"])
def test_what_is_no_amount(cell: str) -> None:
    assert refusal(values.money_parser(GERMAN), cell) == "number_format"


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1.3.26", date(2026, 3, 1)), ("2026-03-01", date(2026, 3, 1)),
        ("1996-07-04 00:00:00.000", date(1996, 7, 4)), ("01.03.2026 14:30", date(2026, 3, 1)),
        ("31.12.50", date(1950, 12, 31)), ("31.12.49", date(2049, 12, 31)),
        ("2026-03-01T23:30:00Z", date(2026, 3, 2)),
        (Serial("46097"), date(2026, 3, 16)), (Serial("61"), date(1900, 3, 1)),
        (Serial("59"), date(1900, 2, 28)), (Number("46097"), date(2026, 3, 16)),
        (Number1904("44635"), date(2026, 3, 16)),
    ],
)  # fmt: skip
def test_days(cell: str, day: date) -> None:
    assert values.date_parser(GERMAN)(cell) == day


@pytest.mark.parametrize(
    "cell",
    ["31.02.2026", "2026-13-01", "1.3", "gestern", "1/2-2026", Serial("60"), Number("0"),
     Number("60.5"), Number("3000000"), "2026-03-01 25:00"],
)  # fmt: skip
def test_what_is_no_day(cell: str) -> None:
    assert refusal(values.date_parser(GERMAN), cell) == "date_invalid"


def test_the_locale_decides_which_comes_first() -> None:
    assert values.date_parser(AMERICAN)("3/1/2026") == date(2026, 3, 1)
    assert values.date_parser(GERMAN)("3/1/2026") == date(2026, 1, 3)
    assert values.date_parser(AMERICAN)("03.01.2026") == date(2026, 1, 3)


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("01.03.2026 14:30", datetime(2026, 3, 1, 13, 30, tzinfo=UTC)),
        (Serial("46097.5"), datetime(2026, 3, 16, 11, 0, tzinfo=UTC)),
        ("2026-07-01T12:00:00Z", datetime(2026, 7, 1, 12, 0, tzinfo=UTC)),
        ("2026-07-01 12:00:00.250+02:00", datetime(2026, 7, 1, 10, 0, 0, 250_000, tzinfo=UTC)),
        ("1.7.2026 1:05 pm", datetime(2026, 7, 1, 11, 5, tzinfo=UTC)),
    ],
)
def test_instants(cell: str, instant: datetime) -> None:
    assert values.datetime_parser(GERMAN)(cell) == instant


def test_an_hour_that_clocks_skip() -> None:
    assert refusal(values.datetime_parser(GERMAN), "29.03.2026 02:30") == "time_missing_hour"
    assert refusal(values.datetime_parser(GERMAN), "1.7.2026 13:05 pm") == "date_invalid"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (Number("12209"), "12209"), ("05021", "05021"), (Serial("46097"), "2026-03-16"),
        (Serial("46097.5"), "2026-03-16 12:00:00"), (Number("1E+20"), "100000000000000000000"),
        ("'=1+1", "=1+1"), ("''=1+1", "'=1+1"), ("'s Heerenberg", "'s Heerenberg"),
    ],
)  # fmt: skip
def test_text(cell: str, text: str) -> None:
    assert values.as_text(cell) == text


@pytest.mark.parametrize(
    "parser",
    [values.as_text, values.number_parser(GERMAN), values.date_parser(GERMAN), values.boolean],
)
def test_what_a_formula_could_not_compute(parser: Parser) -> None:
    assert refusal(parser, Broken("#N/A")) == "cell_error"


def test_yes_and_no() -> None:
    assert [values.boolean(cell) for cell in ("Ja", "TRUE", "x", "nein", "0")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert refusal(values.boolean, "vielleicht") == "value_format"


def test_choices_by_key_or_label() -> None:
    choice = values.choice_parser({"new": ("Neu", "New"), "done": ("Erledigt", "Done")})
    assert [choice(cell) for cell in ("new", "NEU", " Erledigt ", "Done")] == [
        "new", "new", "done", "done",
    ]  # fmt: skip
    assert refusal(choice, "other") == "choice_unknown"


def test_lists_in_a_cell() -> None:
    numbers = values.list_parser(values.integer_parser(GERMAN))
    assert numbers("1; 2;3\n4") == [1, 2, 3, 4]
    assert numbers("[5,6]") == [5, 6]
    assert refusal(numbers, "1;x") == "number_format"


AMOUNTS = st.decimals(
    allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12
)


@given(AMOUNTS)
def test_every_number_is_read_as_german_and_american_people_write_it(value: Decimal) -> None:
    american = f"{value:,.4f}"
    german = american.translate(str.maketrans(",.", ".,"))
    assert values.number_parser(GERMAN)(german) == value
    assert values.number_parser(AMERICAN)(american) == value


@given(st.datetimes(min_value=datetime(1950, 1, 1), max_value=datetime(2049, 1, 1)))  # noqa: DTZ001
def test_an_instant_comes_back_from_its_own_iso_form(local: datetime) -> None:
    at = local.replace(tzinfo=UTC)
    assert values.datetime_parser(GERMAN)(at.isoformat()) == at
