"""Relative dates: `-7d`, `today`, `this_quarter` … and the local days or the instant they name."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

_MONTHS: Final = {"month": 1, "quarter": 3, "year": 12}
_UNITS: Final = {
    "min": ("minute", 99_999),
    "h": ("hour", 99_999),
    "d": ("day", 99_999),
    "w": ("week", 9_999),
    "mo": ("month", 1_200),
    "q": ("quarter", 400),
    "y": ("year", 100),
}
"""Unit of an offset → period, and how far it may reach (no sum leaves the calendar)."""

_OFFSET: Final = re.compile(r"([+-]?)([0-9]{1,5})(min|h|d|w|mo|q|y)")
_WORDS: Final = {"yesterday": ("day", -1), "today": ("day", 0), "tomorrow": ("day", 1)} | {
    f"{which}_{period}": (period, shift)
    for which, shift in (("last", -1), ("this", 0), ("next", 1))
    for period in ("week", "month", "quarter", "year")
}
_MONTHS_OF_YEAR: Final = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Relative:
    """A date as seen from the moment of evaluation.

    Attributes:
        unit: minute, hour, day, week, month, quarter or year.
        amount: How many units away from now.
        is_whole: The whole period (`last_month`), not the one day that far away (`-1mo`).
    """

    unit: str
    amount: int
    is_whole: bool = False

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the relative date that a word or an offset names, or None."""
        if text == "now":
            return cls(unit="minute", amount=0)
        if text in _WORDS:
            unit, amount = _WORDS[text]
            return cls(unit=unit, amount=amount, is_whole=True)
        offset = _OFFSET.fullmatch(text)
        if offset is None:
            return None
        unit, most = _UNITS[offset[3]]
        amount = int(offset[2])
        if amount > most:
            return None
        return cls(unit=unit, amount=-amount if offset[1] == "-" else amount)

    @property
    def is_instant(self) -> bool:
        """Whether it names an instant and no day: `now`, and offsets in hours and minutes."""
        return self.unit in ("minute", "hour")

    def offset(self) -> timedelta:
        """Return the elapsed time between now and the instant."""
        return timedelta(**{f"{self.unit}s": self.amount})

    def days(self, today: date) -> tuple[date, date]:
        """Return the first day and the day after the last, seen from `today`."""
        if self.unit in _MONTHS:
            return self._months(today)
        if self.unit == "week" and self.is_whole:
            monday = today - timedelta(days=today.weekday()) + timedelta(weeks=self.amount)
            return monday, monday + timedelta(weeks=1)
        day = today + (timedelta(**{f"{self.unit}s": self.amount}))
        return day, day + timedelta(days=1)

    def _months(self, today: date) -> tuple[date, date]:
        length = _MONTHS[self.unit]
        month = today.year * _MONTHS_OF_YEAR + today.month - 1
        if self.is_whole:
            first = (month // length + self.amount) * length
            return _first_day(first), _first_day(first + length)
        reached = _first_day(month + self.amount * length)
        last = calendar.monthrange(reached.year, reached.month)[1]
        day = reached.replace(day=min(today.day, last))
        return day, day + timedelta(days=1)


def _first_day(month: int) -> date:
    """Return the first day of a month counted from the year 0."""
    return date(month // _MONTHS_OF_YEAR, month % _MONTHS_OF_YEAR + 1, 1)
