"""How far leads have come: counts as they are read, rates as they follow from them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from kontor_chassis.errors import Fault, Faults

REACHED: Final = ("new", "mql", "sql", "converted")
"""What a lead comes to on its way, each counted once however often it came there."""
LONGEST: Final = timedelta(days=366 * 5)


def refuse_span(since: date, until: date) -> None:
    """Refuse a span of time that ends before it begins, or is longer than five years.

    Raises:
        Faults: `range_inverted`, `value_range`.
    """
    if until < since:
        raise Faults(Fault("/until_on", "range_inverted"))
    if until - since > LONGEST:
        raise Faults(Fault("/until_on", "value_range", {"max": str(since + LONGEST)}))


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a day begins."""
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def entry(counts: Mapping[str, int]) -> dict[str, Any]:
    """Return how many leads came how far, with the rates of the steps and the whole in per cent.

    Where nobody came to a step, there is no rate of the next one.
    """
    came = [counts[name] for name in REACHED]
    rates = {
        REACHED[place]: _rate(came[place], came[place - 1]) for place in range(1, len(REACHED))
    }
    return {
        "counts": {name: counts[name] for name in REACHED},
        "rates": {**rates, "overall": _rate(came[-1], came[0])},
    }


def summed(rows: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the sum of counts."""
    total = dict.fromkeys(REACHED, 0)
    for row in rows:
        for name in REACHED:
            total[name] += row[name]
    return total


def _rate(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None
