"""The hub: what one gateway process has heard lately, and who listens; all of it bounded."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from time import monotonic
from typing import NamedTuple
from uuid import UUID

from kontor_chassis.consume.following import Place
from kontor_gateway.processes.push.rules import Fold, Notice, known
from kontor_gateway.processes.push.schemas import Cursors, Standing


class Heard(NamedTuple):
    """A notice, where it stood, and when it was heard."""

    place: Place
    offset: int
    at: float
    notice: Notice


class Listener:
    """One open stream as the hub knows it: whose it is, and what it has yet to be told."""

    def __init__(self, tenant: UUID, session: str, most: int) -> None:
        self.tenant = tenant
        self.session = session
        self.fold = Fold(most)
        self.is_ended = False
        self.unsettled_at: float | None = None
        """When rights or the catalogue last changed: what is known of them is old."""
        self._news = asyncio.Event()

    def tell(self, notice: Notice) -> None:
        """Take a notice in and wake who writes the stream."""
        now = monotonic()
        self.fold.add(notice, now)
        if notice.kind in {"rights", "catalogue"}:
            self.unsettled_at = now
        self._news.set()

    def end(self) -> None:
        """End the stream; its reader comes again."""
        self.is_ended = True
        self._news.set()

    def skip(self) -> None:
        """Tell the reader that there was a gap."""
        self.fold.overflow()
        self._news.set()

    async def news(self, within: float) -> None:
        """Wait for something to tell, no longer than so many seconds."""
        try:
            async with asyncio.timeout(within):
                await self._news.wait()
        except TimeoutError:
            pass
        self._news.clear()


class Hub:
    """Passes what is heard on to who listens, and remembers the latest for who comes back."""

    def __init__(self, cursors: Cursors, kept: int, streams: int, of_session: int) -> None:
        """Begin with nothing heard.

        Args:
            cursors: Seals where a reader stands.
            kept: How many notices are remembered.
            streams: How many may listen.
            of_session: How many of one session may.
        """
        self._cursors = cursors
        self._kept = kept
        self._most = streams
        self._of_session = of_session
        self._heard: deque[Heard] = deque()
        self._listeners: dict[UUID, list[Listener]] = {}
        self._sealed = (-1, "")
        self._moves = 0
        self.positions: dict[Place, int] = {}
        """The next offset of every partition."""
        self.starts: dict[Place, int] = {}
        """From which offset on everything is remembered."""

    @property
    def is_ready(self) -> bool:
        """Whether the broker has been heard."""
        return bool(self.positions)

    @property
    def open_streams(self) -> int:
        """How many listen."""
        return sum(map(len, self._listeners.values()))

    def begin(self, places: Mapping[Place, int]) -> None:
        """Take up partitions that were not followed before, from these offsets on."""
        for place, offset in places.items():
            self.positions[place] = offset
            self.starts[place] = offset
        self._moves += 1

    def hear(self, place: Place, heard: Sequence[tuple[int, Notice | None]]) -> None:
        """Take what stood in a partition, in its order, with the offset of each."""
        now = monotonic()
        for offset, notice in heard:
            if notice is None:
                continue
            self._heard.append(Heard(place, offset, now, notice))
            for listener in self._listeners.get(notice.tenant, ()):
                listener.tell(notice)
        while len(self._heard) > self._kept:
            gone = self._heard.popleft()
            self.starts[gone.place] = gone.offset + 1
        if heard:
            self.positions[place] = heard[-1][0] + 1
            self._moves += 1

    def lose(self) -> None:
        """Forget everything: the broker no longer has what came next. All readers get a gap."""
        self._heard.clear()
        self.positions.clear()
        self.starts.clear()
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.skip()

    def cursor(self, now: datetime) -> str:
        """Return the cursor of everything heard until now."""
        if self._sealed[0] != self._moves:
            self._sealed = (self._moves, self._cursors.closed(self.positions, now))
        return self._sealed[1]

    def is_full(self) -> bool:
        """Whether as many listen as may."""
        return self.open_streams >= self._most

    def join(self, listener: Listener) -> None:
        """Tell this listener what is heard from now on.

        The oldest stream of the session ends where there are too many: the newest has a reader,
        of the oldest nobody knows.
        """
        listeners = self._listeners.setdefault(listener.tenant, [])
        mine = [one for one in listeners if one.session == listener.session and not one.is_ended]
        for old in mine[: len(mine) - self._of_session + 1]:
            old.end()
        listeners.append(listener)

    def leave(self, listener: Listener) -> None:
        """Tell this listener nothing more."""
        listeners = self._listeners[listener.tenant]
        listeners.remove(listener)
        if not listeners:
            del self._listeners[listener.tenant]

    def end_all(self) -> None:
        """End all streams; their readers go to another process, or wait for the next one."""
        for listeners in self._listeners.values():
            for listener in listeners:
                listener.end()

    def recall(
        self, listener: Listener, wanted: Callable[[Heard], bool], *, is_news: bool = True
    ) -> None:
        """Tell a listener again what is remembered.

        Args:
            listener: The listener.
            wanted: What of it.
            is_news: Whether what came into being is new to the listener.
        """
        for heard in self._heard:
            if heard.notice.tenant == listener.tenant and wanted(heard):
                listener.tell(heard.notice if is_news else known(heard.notice))

    def forgotten(self, standing: Standing) -> dict[Place, int]:
        """Return the partitions of which this reader misses what is not remembered any more.

        Returns:
            By place the first offset the reader does not know; `starts` says where memory begins.
        """
        return {
            place: standing.at(place)
            for place, start in self.starts.items()
            if standing.at(place) < start
        }

    def has_reached(self, standing: Standing) -> bool:
        """Whether everything the reader knows has been heard here too."""
        return all(standing.at(place) <= offset for place, offset in self.positions.items())
