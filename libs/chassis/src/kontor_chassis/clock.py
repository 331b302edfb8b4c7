"""The clock: the only place that asks what time it is, so that tests can move it."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the current instant in UTC."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's current instant in UTC."""
        return datetime.now(UTC)


class SetClock:
    """A clock that stands where it was put; for tests and rehearsals."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return the instant this clock was set to."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move the clock forward, or back with a negative duration."""
        self._now += by
