"""Working time: when somebody is at work, in their zone, over holidays and clock changes.

All arithmetic is done on instants in UTC: a working day is as long as it really is, also where the
clock is put forward or back in its middle.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_FARTHEST = timedelta(days=366 * 2)
"""A calendar that is closed for two years is never open again."""


class NeverOpen(Exception):  # noqa: N818 - reads as what it says
    """No working time was found within two years."""


@dataclass(frozen=True, slots=True)
class Window:
    """From one time of the day to another; until midnight where the end is 00:00."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.end != time(0) and self.end <= self.start:
            message = f"a window ends after it starts, not {self.start}-{self.end}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When work is done.

    Attributes:
        zone: The zone its times are in.
        week: The windows of each weekday, Monday is 0; a day that is not named is free.
        exceptions: The windows of single days instead of their weekday's; none for a holiday.
    """

    zone: ZoneInfo
    week: Mapping[int, Sequence[Window]]
    exceptions: Mapping[date, Sequence[Window]] = field(default_factory=dict)


WHOLE_DAY = Window(time(0), time(0))
"""Open around the clock, on the days that have it."""


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Say whether an instant (aware) lies in working time; an end is not part of its window."""
    return any(start <= at < end for start, end in _spans(calendar, _day(calendar, at)))


def next_open(calendar: Calendar, at: datetime) -> datetime:
    """Return the first instant of working time that is not before `at`, in UTC.

    Raises:
        NeverOpen: There is none within two years.
    """
    for start, end in _from(calendar, at):
        if end > at:
            return max(start, _utc(at))
    raise NeverOpen


def add(calendar: Calendar, at: datetime, worked: timedelta) -> datetime:
    """Return the instant at which so much working time has passed since `at`, in UTC.

    Args:
        calendar: When work is done.
        at: The beginning, aware.
        worked: Not negative; nothing at all gives the next instant of working time.

    Raises:
        NeverOpen: That much working time does not come.
    """
    if worked < timedelta(0):
        message = "working time is added, not taken away"
        raise ValueError(message)
    left, here = worked, next_open(calendar, at)
    for start, end in _from(calendar, here):
        begun = max(start, here)
        if begun + left <= end and begun < end:
            return begun + left
        left -= max(end - begun, timedelta(0))
    raise NeverOpen


def between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """Return how much working time lies between two instants; none where the end is earlier."""
    total = timedelta(0)
    day, last = _day(calendar, start), _day(calendar, end)
    while day <= last:
        for opened, closed in _spans(calendar, day):
            total += max(min(closed, end) - max(opened, start), timedelta(0))
        day += timedelta(days=1)
    return total


def _from(calendar: Calendar, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Give the spans of working time from the day of an instant on, two years far."""
    day = _day(calendar, at)
    last = day + _FARTHEST
    while day <= last:
        yield from _spans(calendar, day)
        day += timedelta(days=1)


def _spans(calendar: Calendar, day: date) -> list[tuple[datetime, datetime]]:
    """Return the windows of a day as instants; a time the clock skips is the one it jumps to."""
    windows = calendar.exceptions.get(day)
    if windows is None:
        windows = calendar.week.get(day.weekday(), ())
    spans = []
    for window in sorted(windows, key=lambda one: one.start):
        until = day + timedelta(days=1) if window.end == time(0) else day
        start = _utc(datetime.combine(day, window.start, calendar.zone))
        end = _utc(datetime.combine(until, window.end, calendar.zone))
        if start < end:
            spans.append((start, end))
    return spans


def _day(calendar: Calendar, at: datetime) -> date:
    return at.astimezone(calendar.zone).date()


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)
