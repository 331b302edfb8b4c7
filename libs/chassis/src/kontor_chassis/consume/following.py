"""Following: a process reads whole topics by itself, without a group, from wherever it stands.

For what every process must know and none has to store: it costs a read of the topics in each, and
nothing is committed anywhere. Who must apply facts exactly once is a consumer, not a follower.
"""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final, NamedTuple, Protocol

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError, OffsetOutOfRangeError
from prometheus_client import Gauge

from kontor_chassis.clock import Clock
from kontor_chassis.consume.received import Headers
from kontor_chassis.telemetry import liveness

Place = tuple[str, int]
"""A topic and one of its partitions."""

_RETRY_S: Final = 1.0
_POLL_MS: Final = 500
_AT_ONCE: Final = 200
"""Messages taken before others get their turn: 200 cost some milliseconds."""
_LOOK_EVERY_S: Final = 30.0
_log = structlog.get_logger("follow")
_behind = Gauge("kontor_follow_lag", "Messages of the broker not read yet.", ("follower",))


class Message(NamedTuple):
    """A message as it stood on the broker."""

    offset: int
    headers: Headers
    payload: bytes


class Ear(Protocol):
    """Who is told, and where they stand."""

    @property
    def positions(self) -> Mapping[Place, int]:
        """The next offset of every partition that is followed already."""
        ...

    def begin(self, places: Mapping[Place, int]) -> None:
        """Take up partitions that were not followed before, from these offsets on."""
        ...

    def hear(self, place: Place, messages: Sequence[Message]) -> None:
        """Take what stood in a partition, in its order, and move on behind it."""
        ...

    def lose(self) -> None:
        """Forget where one stands: the broker no longer has what comes next."""
        ...


class Follower:
    """Follows topics for as long as a process lives."""

    def __init__(
        self,
        name: str,
        *,
        bootstrap: str,
        ear: Ear,
        clock: Clock,
        topics: Collection[str],
        back: timedelta,
    ) -> None:
        """Follow for an ear.

        Args:
            name: Tells this follower from others of the process, in metrics and as a sign of life.
            bootstrap: The broker.
            ear: Who is told.
            clock: Tells how far back to begin.
            topics: Which topics; those that do not exist yet are followed once they do.
            back: How far back it begins where nobody stands anywhere yet.
        """
        self._name = name
        self._bootstrap = bootstrap
        self._ear = ear
        self._clock = clock
        self._topics = frozenset(topics)
        self._back = back

    async def run(self) -> None:
        """Follow until cancelled; a broker that is away is tried again every second."""
        try:
            while True:
                liveness.beat(self._name)
                try:
                    await self._follow()
                except OffsetOutOfRangeError:
                    _log.error("the broker has lost what comes next", follower=self._name)
                    self._ear.lose()
                except (KafkaError, OSError, TimeoutError) as fault:
                    _log.warning("no news", follower=self._name, fault=type(fault).__name__)
                    await asyncio.sleep(_RETRY_S)
        finally:
            liveness.leave(self._name)

    async def _follow(self) -> None:
        """Follow until there are other partitions to follow."""
        consumer = _consumer(self._bootstrap)
        await consumer.start()
        try:
            places = await self._places(consumer)
            await self._take_place(consumer, places)
            loop = asyncio.get_running_loop()
            look_at = loop.time() + _LOOK_EVERY_S
            while True:
                liveness.beat(self._name)
                batches = await consumer.getmany(timeout_ms=_POLL_MS, max_records=_AT_ONCE)
                for at, batch in batches.items():
                    self._ear.hear((at.topic, at.partition), [_message(one) for one in batch])
                _behind.labels(self._name).set(_lag(consumer, self._ear.positions))
                await asyncio.sleep(0)
                if loop.time() >= look_at:
                    look_at = loop.time() + _LOOK_EVERY_S
                    if await self._places(consumer) != places:
                        return
        finally:
            await consumer.stop()

    async def _places(self, consumer: Any) -> frozenset[Place]:
        """Return the partitions that there are; a service that never ran has no topics yet."""
        # The consumer itself tells of the partitions of topics only that it is assigned already.
        cluster = await consumer._client.fetch_all_metadata()  # noqa: SLF001
        places = frozenset(
            (topic, partition)
            for topic in cluster.topics() & self._topics
            for partition in cluster.partitions_for_topic(topic) or ()
        )
        if not places:
            raise TimeoutError("there are no topics yet")
        return places

    async def _take_place(self, consumer: Any, places: frozenset[Place]) -> None:
        """Go on where the ear stands; what it did not know yet begins a little while ago."""
        consumer.assign([TopicPartition(*place) for place in sorted(places)])
        new = sorted(places - self._ear.positions.keys())
        if new:
            self._ear.begin(await self._begins(consumer, new))
        for place in places:
            consumer.seek(TopicPartition(*place), self._ear.positions[place])

    async def _begins(self, consumer: Any, new: Sequence[Place]) -> Mapping[Place, int]:
        places = [TopicPartition(*place) for place in new]
        if self._ear.positions:  # made after we began: all that is in it is news
            firsts = await consumer.beginning_offsets(places)
            return {tuple(place): first for place, first in firsts.items()}
        # The end is read before the search: what arrives between the two is read, not skipped.
        ends = await consumer.end_offsets(places)
        since = int((self._clock.now() - self._back).timestamp() * 1000)
        found = await consumer.offsets_for_times(dict.fromkeys(places, since))
        return {
            tuple(place): found[place].offset if found.get(place) else end
            for place, end in ends.items()
        }


async def reread(
    bootstrap: str, since: Mapping[Place, int], until: Mapping[Place, int], ear: Ear
) -> bool:
    """Read stretches of partitions once more.

    Args:
        bootstrap: The broker.
        since: The first offset of each partition.
        until: Where each ends; a little more may be read.
        ear: Who is told; where it stands is not asked.

    Returns:
        Whether the broker still had all of it.

    Raises:
        KafkaError, OSError: The broker is away.
    """
    consumer = _consumer(bootstrap)
    await consumer.start()
    try:
        places = {place: TopicPartition(*place) for place in since}
        consumer.assign(list(places.values()))
        firsts = await consumer.beginning_offsets(list(places.values()))
        if any(firsts[at] > since[place] for place, at in places.items()):
            return False
        for place, at in places.items():
            consumer.seek(at, since[place])
        while any([await consumer.position(at) < until[place] for place, at in places.items()]):
            batches = await consumer.getmany(timeout_ms=_POLL_MS, max_records=_AT_ONCE)
            for at, batch in batches.items():
                ear.hear((at.topic, at.partition), [_message(one) for one in batch])
            await asyncio.sleep(0)
    except OffsetOutOfRangeError:
        return False
    else:
        return True
    finally:
        await consumer.stop()


def _consumer(bootstrap: str) -> Any:
    return AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        enable_auto_commit=False,
        auto_offset_reset="none",
        request_timeout_ms=10_000,
        metadata_max_age_ms=60_000,
    )


def _message(record: ConsumerRecord[Any, Any]) -> Message:
    return Message(record.offset, record.headers, record.value or b"")


def _lag(consumer: Any, positions: Mapping[Place, int]) -> int:
    behind = 0
    for place, offset in positions.items():
        behind += max((consumer.highwater(TopicPartition(*place)) or 0) - offset, 0)
    return behind
