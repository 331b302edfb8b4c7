"""The nudge: tells the relay of the same process that something was committed."""

import asyncio


class Nudge:
    """An event that a commit sets and the relay waits for; losing one only costs a poll."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Say that facts were committed."""
        self._event.set()

    async def wait(self, seconds: float) -> None:
        """Wait for a ring, at most some seconds."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._event.clear()
