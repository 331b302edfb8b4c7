"""Nudges: tell the relay that something was committed, so that it need not wait for its next poll.

A nudge only saves waiting. Lost, late or needless, it changes nothing: polling alone is correct.
"""

import asyncio
from contextlib import suppress

import asyncpg
import structlog
from asyncpg.exceptions import PostgresError

from kontor_chassis.database.pool import CONNECTION_FAULTS

CHANNEL = "kontor_outbox"
QUIET_S = 0.005
"""Between two notifications: they share one queue and one lock on the whole server."""

_log = structlog.get_logger("nudge")


class Nudge:
    """Nudges the relay of the same process."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Say that facts were committed; never before the commit, never blocks."""
        self._rung.set()

    async def wait(self, timeout_s: float) -> bool:
        """Wait for a nudge, at most so long; nudges that came meanwhile count as one.

        Returns:
            Whether there was a nudge.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._rung.wait()
        was_rung = self._rung.is_set()
        self._rung.clear()
        return was_rung


class NotifyingNudge(Nudge):
    """Nudges relays in other processes by NOTIFY, where api and relay run apart.

    A NOTIFY inside the write transaction made writes 1.5 to 2.3 times slower, so it has a
    transaction of its own, after the commit, and one speaks for all commits of the last 5 ms.
    """

    def __init__(self, pool: asyncpg.Pool) -> None:
        super().__init__()
        self._pool = pool
        self._is_wanted = False
        self._sender: asyncio.Task[None] | None = None

    def ring(self) -> None:
        """Say that facts were committed; the notification follows in the background."""
        super().ring()
        self._is_wanted = True
        if self._sender is None or self._sender.done():
            self._sender = asyncio.get_running_loop().create_task(self._send())

    async def close(self) -> None:
        """Stop sending; what was not sent yet is found by polling."""
        if self._sender is not None:
            self._sender.cancel()
            await asyncio.wait({self._sender})

    async def _send(self) -> None:
        while self._is_wanted:
            self._is_wanted = False
            try:
                await self._pool.execute(f"NOTIFY {CHANNEL}")
            except (*CONNECTION_FAULTS, PostgresError) as fault:
                _log.debug("no notification", fault=type(fault).__name__)
            await asyncio.sleep(QUIET_S)
