"""Patterns of numbers: `K-{n:06}`, `R{yyyy}-{n:05}`; what they make, and what they recognise."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from kontor_records.numbers.errors import NumberPatternInvalid

LONGEST: Final = 40
LARGEST: Final = 2**53 - 1
_TOKEN: Final = re.compile(r"\{([^{}]*)\}")
_COUNT: Final = re.compile(r"n(?::0?([1-9][0-9]?))?")
_MOST_DIGITS: Final = 15
_DATES: Final = {"yyyy": r"[0-9]{4}", "yy": r"[0-9]{2}", "mm": r"[0-9]{2}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A pattern, taken apart.

    Attributes:
        text: As it was written.
        digits: How many digits a number has at least.
        is_yearly: Whether it starts anew each year.
    """

    text: str
    digits: int
    is_yearly: bool
    _form: re.Pattern[str]

    def period(self, day: date) -> str:
        """Return the series that a day's numbers belong to."""
        return f"{day.year:04}" if self.is_yearly else ""

    def number(self, count: int, day: date) -> str:
        """Return a number of the series."""
        return _TOKEN.sub(lambda found: _shown(found[1], day, count, self.digits), self.text)

    def count(self, number: str, day: date) -> tuple[str, int] | None:
        """Return the series and the count of a number, or None where it is none of this pattern.

        Args:
            number: What somebody gave.
            day: Tells the century where the pattern has two digits of the year.
        """
        found = self._form.fullmatch(number)
        if found is None:
            return None
        parts, count = found.groupdict(), int(found["n"])
        if count > LARGEST or (len(found["n"]) > self.digits and found["n"][0] == "0"):
            return None
        year = parts.get("yyyy") or (f"{day.year // 100:02}{parts['yy']}" if "yy" in parts else "")
        return year, count


@lru_cache(maxsize=1024)
def parsed(text: str) -> Pattern:
    """Take a pattern apart.

    Raises:
        NumberPatternInvalid: `{n}` is missing or there twice, a token is unknown, a month has no
            year with it, or it is longer than 40 characters.
    """
    if not 1 <= len(text) <= LONGEST or not text.isprintable() or text != text.strip():
        raise NumberPatternInvalid(reason="length")
    tokens = [found[1] for found in _TOKEN.finditer(text)]
    counts = [token for token in tokens if _COUNT.fullmatch(token)]
    if len(counts) != 1:
        raise NumberPatternInvalid(reason="count")
    if any(token not in _DATES for token in tokens if token not in counts):
        raise NumberPatternInvalid(reason="token")
    if "{" in _TOKEN.sub("", text) or "}" in _TOKEN.sub("", text):
        raise NumberPatternInvalid(reason="token")
    is_yearly = "yyyy" in tokens or "yy" in tokens
    if len(set(tokens)) != len(tokens) or ("mm" in tokens and not is_yearly):
        raise NumberPatternInvalid(reason="year")
    found = _COUNT.fullmatch(counts[0])
    digits = int(found[1] or 1) if found else 1
    if digits > _MOST_DIGITS:
        raise NumberPatternInvalid(reason="count")
    form = re.compile("".join(_forms(text, digits)), re.ASCII)
    return Pattern(text=text, digits=digits, is_yearly=is_yearly, _form=form)


def _forms(text: str, digits: int) -> Iterator[str]:
    at = 0
    for found in _TOKEN.finditer(text):
        yield re.escape(text[at : found.start()])
        token = found[1]
        yield f"(?P<{token}>{_DATES[token]})" if token in _DATES else f"(?P<n>[0-9]{{{digits},16}})"
        at = found.end()
    yield re.escape(text[at:])


def _shown(part: str, day: date, count: int, digits: int) -> str:
    if part == "yyyy":
        return f"{day.year:04}"
    if part == "yy":
        return f"{day.year % 100:02}"
    return f"{day.month:02}" if part == "mm" else f"{count:0{digits}}"
