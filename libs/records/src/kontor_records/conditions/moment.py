"""The moment in which a condition is asked: the instant, the zone of its days, who asks."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from kontor_records.conditions.relative import Relative

TICK = timedelta(microseconds=1)
"""The smallest step between two instants, here and in the database."""


class Days(NamedTuple):
    """Local days from `start` up to, not including, `end`."""

    start: date
    end: date


class Instants(NamedTuple):
    """Instants from `start` up to, not including, `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """When, where and for whom a condition is evaluated; make one for a whole batch.

    Attributes:
        now: The instant, aware.
        zone: Where "today" begins: the user's zone in lists, the tenant's in rules.
        user: The current user, if somebody asks; without one "current user" matches nobody.
        team: The users of the current user's team.
    """

    now: datetime
    zone: ZoneInfo
    user: UUID | None = None
    team: frozenset[UUID] = frozenset()
    # What a relative date means is worked out once a moment, not once a record.
    _days: dict[Relative, Days] = field(default_factory=dict, init=False, repr=False, compare=False)
    _instants: dict[Relative | date, Instants] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _people: dict[str, frozenset[str]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("a moment needs an aware instant")

    def days(self, relative: Relative) -> Days:
        """Return the local days that a relative date names."""
        known = self._days.get(relative)
        if known is None:
            today = self.now.astimezone(self.zone).date()
            known = self._days[relative] = Days(*relative.days(today))
        return known

    def instants(self, named: Relative | date) -> Instants:
        """Return the span of time that a relative date or a local day covers."""
        known = self._instants.get(named)
        if known is None:
            known = self._instants[named] = self._span(named)
        return known

    def people(self, who: str) -> frozenset[str]:
        """Return the ids of the current `user`, or of the users of the current `team`."""
        known = self._people.get(who)
        if known is None:
            known = self._people[who] = frozenset(str(person) for person in self._persons(who))
        return known

    def _persons(self, who: str) -> frozenset[UUID]:
        if who == "team":
            return self.team
        return frozenset() if self.user is None else frozenset({self.user})

    def _span(self, named: Relative | date) -> Instants:
        if not isinstance(named, Relative):
            return Instants(self._midnight(named), self._midnight(named + timedelta(days=1)))
        if named.is_instant:
            at = self.now.astimezone(UTC) + named.offset()
            return Instants(at, at + TICK)
        first, end = self.days(named)
        return Instants(self._midnight(first), self._midnight(end))

    def _midnight(self, day: date) -> datetime:
        # Where clocks skip midnight, zoneinfo reads 00:00 with the offset before the change:
        # exactly the instant at which the day begins.
        return datetime.combine(day, time(), self.zone).astimezone(UTC)
