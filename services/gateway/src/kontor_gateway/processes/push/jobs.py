"""Hearing: what the broker tells goes to the hub, and is read again for who comes back late."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import structlog

from kontor_chassis.clock import Clock
from kontor_chassis.consume.following import Follower, Message, Place, reread
from kontor_gateway.processes.push.model import Hub, Listener
from kontor_gateway.processes.push.rules import notice_of
from kontor_schemas.naming import topic_of
from kontor_schemas.registry import records

_UNTOLD: Final = frozenset({"tenant_seed", "session", "erasure"})
_log = structlog.get_logger("push")


def topics() -> frozenset[str]:
    """Return the topics of all facts that push can speak of."""
    return frozenset(
        topic_of(record) for record in records() if record.partition(".")[2] not in _UNTOLD
    )


def follower(
    hub: Hub, bootstrap: str, clock: Clock, wanted: frozenset[str], back_s: float
) -> Follower:
    """Return who reads the topics for a hub.

    Args:
        hub: Who is told.
        bootstrap: The broker.
        clock: Tells how far back to begin.
        wanted: The topics.
        back_s: How far back memory begins, so that readers find what they missed meanwhile.
    """
    back = timedelta(seconds=back_s)
    return Follower(
        "push", bootstrap=bootstrap, ear=HubEar(hub), clock=clock, topics=wanted, back=back
    )


class HubEar:
    """The hub as the follower knows it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    @property
    def positions(self) -> Mapping[Place, int]:
        """The next offset of every partition."""
        return self._hub.positions

    def begin(self, places: Mapping[Place, int]) -> None:
        """Take up partitions."""
        self._hub.begin(places)

    def hear(self, place: Place, messages: Sequence[Message]) -> None:
        """Pass on what the messages tell."""
        self._hub.hear(
            place, [(one.offset, notice_of(one.headers, one.payload)) for one in messages]
        )

    def lose(self) -> None:
        """Forget where the hub stands."""
        self._hub.lose()


class _ListenerEar(HubEar):
    """One reader, to whom something is told once more."""

    def __init__(self, hub: Hub, listener: Listener) -> None:
        super().__init__(hub)
        self._listener = listener

    def hear(self, place: Place, messages: Sequence[Message]) -> None:  # noqa: ARG002 - told once
        """Tell the reader what is theirs."""
        for one in messages:
            notice = notice_of(one.headers, one.payload)
            if notice is not None and notice.tenant == self._listener.tenant:
                self._listener.tell(notice)


class Archive:
    """Reads again for one reader what is not remembered any more; few at once, not all of it."""

    def __init__(self, bootstrap: str, hub: Hub, most: int, at_once: int) -> None:
        """Read again for readers of a hub.

        Args:
            bootstrap: The broker.
            hub: What is remembered.
            most: Messages that are read again for one reader; of more, reading anew costs less.
            at_once: How many readers are served at once.
        """
        self._bootstrap = bootstrap
        self._hub = hub
        self._most = most
        self._slots = asyncio.Semaphore(at_once)

    async def replay(self, listener: Listener, since: Mapping[Place, int], within: float) -> bool:
        """Tell a listener what stood in these partitions, up to where memory begins.

        Returns:
            Whether it is complete; else the reader has to be told of a gap.
        """
        until = {place: self._hub.starts[place] for place in since}
        if sum(until[place] - since[place] for place in since) > self._most:
            return False
        ear = _ListenerEar(self._hub, listener)
        try:
            async with asyncio.timeout(within), self._slots:
                return await reread(self._bootstrap, since, until, ear)
        except (OSError, TimeoutError, RuntimeError) as fault:
            _log.warning("no replay", fault=type(fault).__name__)
            return False
