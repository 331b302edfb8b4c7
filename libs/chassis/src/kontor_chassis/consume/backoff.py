"""Waiting between tries: longer each time, never twice the same, at once over when stopped."""

import asyncio
import random

FIRST = 0.05
LONGEST = 30.0


class Backoff:
    """Doubles from 50 ms to 30 s; each wait is drawn from the upper half of its range."""

    def __init__(self, stopping: asyncio.Event | None = None) -> None:
        self._next = FIRST
        self._stopping = stopping or asyncio.Event()

    async def wait(self) -> bool:
        """Wait for the next try.

        Returns:
            Whether there is to be one: False once stopped.
        """
        delay = random.uniform(self._next / 2, self._next)  # noqa: S311 - spreads load, hides nothing
        self._next = min(self._next * 2, LONGEST)
        try:
            await asyncio.wait_for(self._stopping.wait(), delay)
        except TimeoutError:
            return True
        return False
