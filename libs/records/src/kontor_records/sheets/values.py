"""From a cell to a value: numbers, money, days, instants, yes and no, as a locale writes them.

Each parser takes a cell that is not empty and gives the value that a state takes, or refuses the
cell. What could mean two things is refused, never guessed: `1,234.56` is no German number.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from math import inf, isfinite
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from babel import Locale
from babel.numbers import get_currency_precision

from kontor_records.conditions.text_order import text_key
from kontor_records.sheets.defusing import restored
from kontor_records.sheets.errors import CellRefused
from kontor_records.sheets.workbook import Broken, Number, Serial

# Any: what a state takes for this field; the state itself is the check.
Parser = Callable[[str], Any]

NULLS: Final = ("NULL", r"\N")
_LEAP: Final = 60
"""The day that spreadsheets have and 1900 had not."""
_LAST_SERIAL: Final = 2_958_466
_MINUS: Final = "\N{MINUS SIGN}"
_GROUPS: Final = " '\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{RIGHT SINGLE QUOTATION MARK}"
"""What people put between thousands, whatever their locale."""
_CURRENCY: Final = re.compile(r"[A-Z]{3}|[€$£¥]")
_SYMBOLS: Final = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}
_TIME: Final = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:\s?([AaPp])[Mm])?"
_YEAR_FIRST: Final = re.compile(
    rf"(\d{{4}})([-./])(\d{{1,2}})\2(\d{{1,2}})(?:[T ]\s*{_TIME}\s?(Z|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)
_YEAR_LAST: Final = re.compile(
    rf"(\d{{1,2}})([-./])\s?(\d{{1,2}})\2\s?(\d{{4}}|\d{{2}})(?:,?\s+{_TIME})?", re.ASCII
)
_BETWEEN: Final = re.compile(r"[;,\n]")
_YES: Final = frozenset({"true", "wahr", "yes", "ja", "y", "j", "x", "1"})
_NO: Final = frozenset({"false", "falsch", "no", "nein", "n", "0"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """How the cells of a file are to be read.

    Attributes:
        locale: Whose numbers and dates, such as `de-DE`.
        zone: Where the times of day are told.
        currency: Of an amount that names none.
        nulls: Words that stand for no value; empty cells and blanks always do.
    """

    locale: str = "de-DE"
    zone: str = "Europe/Berlin"
    currency: str = "EUR"
    nulls: tuple[str, ...] = NULLS


def as_text(cell: str) -> str:
    """Return a cell as the text it shows; a leading apostrophe that an export put is taken off."""
    if type(cell) is str:
        return restored(cell) if cell[0] == "'" else cell
    if isinstance(cell, Broken):
        raise CellRefused("cell_error", shown=str(cell))
    if isinstance(cell, Serial):
        at = _from_serial(cell)
        return at.date().isoformat() if at.time() == time() else at.isoformat(" ")
    return f"{_stored(cell):f}"


def number_parser(reading: Reading) -> Parser:
    """Return the reader of numbers: exact decimals, grouped as the locale groups, or not at all."""
    symbols = Locale.parse(reading.locale, sep="-").number_symbols["latn"]
    groups = re.escape("".join({symbols["group"], *_GROUPS}))
    point = re.escape(symbols["decimal"])
    pattern = re.compile(
        rf"([+\-{_MINUS}]?)\s?([0-9]+|[0-9]{{1,3}}([{groups}])[0-9]{{3}}(?:\3[0-9]{{3}})*)"
        rf"(?:{point}([0-9]+))?(-?)"
    )

    def number(cell: str) -> Decimal:
        if isinstance(cell, Number):
            return _stored(cell)
        if isinstance(cell, Broken):
            raise CellRefused("cell_error", shown=str(cell))
        if (found := pattern.fullmatch(cell.strip())) is None or (found[1] and found[5]):
            raise CellRefused("number_format")
        whole = found[2].replace(found[3], "") if found[3] else found[2]
        value = Decimal(f"{whole}.{found[4]}" if found[4] else whole)
        return -value if found[5] or found[1] in {"-", _MINUS} else value

    return number


def integer_parser(reading: Reading) -> Parser:
    """Return the reader of whole numbers."""
    number = number_parser(reading)

    def integer(cell: str) -> int:
        value: Decimal = number(cell)
        if value != value.to_integral_value():
            raise CellRefused("number_format")
        return int(value)

    return integer


def money_parser(reading: Reading) -> Parser:
    """Return the reader of amounts: in minor units, of the currency beside them or the default."""
    number = number_parser(reading)

    def money(cell: str) -> dict[str, object]:
        currency, rest = reading.currency, cell
        if not isinstance(cell, Number) and (found := _CURRENCY.search(cell)):
            before, after = cell[: found.start()], cell[found.end() :]
            if any(map(str.isdigit, before)) and any(map(str.isdigit, after)):
                raise CellRefused("number_format")
            currency, rest = _SYMBOLS.get(found[0], found[0]), before + after
        return money_of(number(rest), currency)

    return money


def money_of(amount: Decimal, currency: str) -> dict[str, object]:
    """Return an amount in minor units; more decimals than the currency has are refused."""
    minor = amount.scaleb(get_currency_precision(currency))
    if minor != minor.to_integral_value():
        raise CellRefused("number_format")
    return {"minor": int(minor), "currency": currency}


def date_parser(reading: Reading) -> Parser:
    """Return the reader of days; of a day with a time, the day."""
    local, zone = _local_parser(reading), ZoneInfo(reading.zone)

    def day(cell: str) -> date:
        at: datetime = local(cell)
        return (at.astimezone(zone) if at.tzinfo else at).date()

    return day


def datetime_parser(reading: Reading) -> Parser:
    """Return the reader of instants: local time of the zone, unless the cell says another."""
    local, zone = _local_parser(reading), ZoneInfo(reading.zone)

    def instant(cell: str) -> datetime:
        at: datetime = local(cell)
        if at.tzinfo is None:
            there = at.replace(tzinfo=zone)
            if there.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != at:
                raise CellRefused("time_missing_hour", zone=reading.zone)
            at = there
        return at.astimezone(UTC)

    return instant


def boolean(cell: str) -> bool:
    """Read yes or no, in German or English."""
    word = as_text(cell).strip().lower()
    if word not in _YES and word not in _NO:
        raise CellRefused("value_format")
    return word in _YES


def choice_parser(labels: Mapping[str, tuple[str, ...]]) -> Parser:
    """Return the reader of choices.

    Args:
        labels: Key of each choice → what else it is called, in every language.
    """
    known = {text_key(label): key for key, all_ in labels.items() for label in (*all_, key)}

    def choice(cell: str) -> str:
        if (key := known.get(text_key(as_text(cell).strip()))) is None:
            raise CellRefused("choice_unknown")
        return key

    return choice


def list_parser(one: Parser) -> Parser:
    """Return the reader of a list in one cell: JSON, or its parts between `;`, `,` or lines."""

    def many(cell: str) -> list[Any]:
        if (parts := json_list(cell)) is not None:
            return parts
        return [one(part.strip()) for part in _BETWEEN.split(as_text(cell)) if part.strip()]

    return many


def identifier(cell: str) -> UUID:
    """Read an id."""
    try:
        return UUID(as_text(cell).strip())
    except ValueError:
        raise CellRefused("value_format") from None


def json_value(cell: str) -> Any:
    """Read a cell in which JSON stands."""
    try:
        return orjson.loads(as_text(cell))
    except orjson.JSONDecodeError:
        raise CellRefused("value_format") from None


def json_list(cell: str) -> list[Any] | None:
    """Return the list that a cell holds as JSON, as exports write it; None where it holds none."""
    if cell[:1] != "[":
        return None
    try:
        found = orjson.loads(cell)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, list) else None


def _stored(cell: str) -> Decimal:
    """Return a number of a sheet in the 15 digits that the sheet shows of it."""
    try:
        number = float(cell)
    except ValueError:
        number = inf
    if not isfinite(number):
        raise CellRefused("number_format")
    return Decimal(format(number, ".15g"))


def _from_serial(cell: Number) -> datetime:
    days = float(_stored(cell)) + cell.FIRST_DAY
    if not 1 <= days < _LAST_SERIAL or int(days) == _LEAP:
        raise CellRefused("date_invalid")
    first = datetime(1899, 12, 31 if days < _LEAP else 30)  # noqa: DTZ001 - local, by its zone later
    return first + timedelta(seconds=round(days * 86_400))


def _local_parser(reading: Reading) -> Callable[[str], datetime]:
    """Return the reader of a day with or without a time, aware only where the cell says a zone."""
    is_month_first = Locale.parse(reading.locale, sep="-").date_formats["short"].pattern[0] == "M"

    def local(cell: str) -> datetime:
        if isinstance(cell, Number):
            return _from_serial(cell)
        if isinstance(cell, Broken):
            raise CellRefused("cell_error", shown=str(cell))
        cell = cell.strip()
        try:
            if found := _YEAR_FIRST.fullmatch(cell):
                year, _, month, day, *clock, offset = found.groups()
                at = _at(year, month, day, clock)
                return datetime.fromisoformat(at.isoformat() + offset) if offset else at
            if found := _YEAR_LAST.fullmatch(cell):
                first, mark, second, year, *clock = found.groups()
                if is_month_first and mark != ".":
                    first, second = second, first
                return _at(year, second, first, clock)
        except ValueError:
            pass
        raise CellRefused("date_invalid")

    return local


def _at(year: str, month: str, day: str, clock: list[str | None]) -> datetime:
    hour, minute, second = (int(part or 0) for part in clock[:3])
    microsecond = int((clock[3] or "")[:6].ljust(6, "0"))
    if half := clock[4]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + 12 * (half in "pP")
    full = int(year) + (0 if len(year) == 4 else 1900 if int(year) >= 50 else 2000)
    at = datetime(full, int(month), int(day), hour, minute, second)  # noqa: DTZ001 - local
    return at.replace(microsecond=microsecond)
