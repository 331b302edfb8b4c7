"""Failures: what an error says about a fact, and when a fact that failed is tried again."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from asyncpg import exceptions as postgres

from kontor_chassis.consume.received import Received, Undecodable
from kontor_chassis.consume.transaction import TransactionTooLong
from kontor_chassis.errors import Kind, Refusal


class Trouble(Enum):
    """What an error is about."""

    PASSING = "passing"
    """Database or another service is away or busy: the same again will do."""
    SLOW = "slow"
    """It took too long: less at a time may do."""
    FACT = "fact"
    """Something in the facts: the same again will fail again."""


class Patience(Enum):
    """How long a parked fact is tried again."""

    NONE = "none"
    SHORT = "short"
    LONG = "long"


class FactFailed(Exception):  # noqa: N818 - says what happened
    """A handler failed on this one fact."""

    def __init__(self, received: Received, cause: Exception) -> None:
        super().__init__(f"{received.type} {received.id}")
        self.received = received
        self.cause = cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Why a fact is parked. Holds no text of an exception: it may quote the fact's data."""

    reason: str
    error: str
    patience: Patience
    retry_after: int | None = None


_PASSING = (
    postgres.DeadlockDetectedError,
    postgres.SerializationError,
    postgres.LockNotAvailableError,
    postgres.PostgresConnectionError,
    postgres.InsufficientResourcesError,
    postgres.OperatorInterventionError,
    postgres.ReadOnlySQLTransactionError,
    postgres.PostgresIOError,
    ConnectionError,
    TimeoutError,
)
_LOST = re.compile(r"clos|released")
"""asyncpg says with one class that a connection is lost and that it was used in a wrong way."""
_SLOW = (
    postgres.TransactionTimeoutError,
    postgres.IdleInTransactionSessionTimeoutError,
    postgres.QueryCanceledError,
    TransactionTooLong,
)

SHORT_DELAYS = (1, 5, 30)
"""Seconds before each of the three further tries of a fact that failed."""
_FIRST_LONG = 1
_LONGEST_LONG = 3600
LONG_LIMIT = timedelta(days=30)


def trouble(error: BaseException) -> Trouble:
    """Say what an error is about."""
    if isinstance(error, FactFailed):
        return trouble(error.cause)
    # What the server said when it ended a connection is the cause of asyncpg's own error.
    if isinstance(error, _SLOW) or isinstance(error.__cause__, _SLOW):
        return Trouble.SLOW
    if isinstance(error, _PASSING):
        return Trouble.PASSING
    if isinstance(error, Refusal) and error.kind is Kind.UNAVAILABLE:
        return Trouble.PASSING
    if isinstance(error, postgres.InterfaceError) and _LOST.search(str(error)):
        return Trouble.PASSING
    return Trouble.FACT


def verdict(error: BaseException) -> Verdict:
    """Say how a fact is treated that failed with an error of its own."""
    if isinstance(error, FactFailed):
        error = error.cause
    name = type(error).__name__
    if isinstance(error, Undecodable):
        return Verdict(reason=error.reason, error=name, patience=Patience.NONE)
    if isinstance(error, Refusal):
        waits = error.kind in {Kind.LOCKED, Kind.LIMIT}
        return Verdict(
            reason=error.code,
            error=name,
            patience=Patience.LONG if waits else Patience.SHORT,
            retry_after=error.retry_after,
        )
    if trouble(error) is Trouble.SLOW:
        return Verdict(reason="too_slow", error=name, patience=Patience.LONG)
    return Verdict(reason="handler_failed", error=name, patience=Patience.SHORT)


def delay_after(found: Verdict, failures: int, parked_for: timedelta) -> int | None:
    """Return the seconds until a fact is tried again, or None when it is given up.

    Args:
        found: Why it failed the last time.
        failures: How often it failed, the first time included.
        parked_for: How long ago that first time was.
    """
    if found.patience is Patience.NONE:
        return None
    if found.patience is Patience.SHORT:
        if failures > len(SHORT_DELAYS):
            return None
        return max(SHORT_DELAYS[failures - 1], found.retry_after or 0)
    if parked_for >= LONG_LIMIT:
        return None
    doubled: int = _FIRST_LONG << min(failures - 1, 20)
    return min(max(doubled, found.retry_after or 0), _LONGEST_LONG)
