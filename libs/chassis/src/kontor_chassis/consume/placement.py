"""Placement: which partitions this member works on, from which position, and by which lease."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

import asyncpg
import structlog
from aiokafka import (
    AIOKafkaConsumer,
    ConsumerRebalanceListener,
    OffsetAndMetadata,
    TopicPartition,
)
from aiokafka.errors import IllegalStateError

from kontor_chassis.consume import lease, metrics
from kontor_chassis.consume.backoff import Backoff
from kontor_chassis.consume.door import Record
from kontor_chassis.consume.lease import Abandoned, Lease, Move, Wanted
from kontor_chassis.consume.topic_ids import TopicIds

_log = structlog.get_logger(__name__)

AFTER_FENCING = 0.2
"""Seconds a fenced member waits before it asks whether it is still one of the group."""


_NOTHING = OffsetAndMetadata(0, "")
"""A position told to the broker to learn whether it takes one from us; it is told anew at once."""


@dataclass(slots=True, eq=False)
class Claim:
    """One partition in hand: the lease it is held by and the next offset to apply."""

    place: TopicPartition
    topic_id: UUID
    epoch: int
    next: int
    sought: bool = False


class Placement(ConsumerRebalanceListener):
    """Follows the group's assignments and takes a lease for each partition.

    Nothing here raises into the group's protocol: an assigned partition is paused until the
    database has answered, however long that takes, while the member's heart goes on beating.
    """

    def __init__(
        self,
        consumer: str,
        pool: asyncpg.Pool,
        topics: TopicIds,
        client: Callable[[], AIOKafkaConsumer],
    ) -> None:
        self._consumer = consumer
        self._pool = pool
        self._topics = topics
        self._client = client
        self._generation = 0
        self._claims: dict[TopicPartition, Claim] = {}
        self._placing: set[TopicPartition] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def claims(self) -> Sequence[Claim]:
        """The partitions in hand."""
        return tuple(self._claims.values())

    def on_partitions_revoked(self, _revoked: Iterable[TopicPartition]) -> None:
        """Let go of everything; the batch in hand will find its lease taken or its claim gone."""
        self._generation += 1
        self._claims.clear()
        self._placing.clear()

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Pause what was assigned and go for the leases."""
        self._generation += 1
        self._claims.clear()
        self._placing.clear()
        self.place(assigned)

    def place(self, places: Iterable[TopicPartition], *, is_fenced: bool = False) -> None:
        """Take the leases of some partitions anew and go on from the stored positions.

        Args:
            places: The partitions.
            is_fenced: Somebody else took a lease: ask the group first whether we are still wanted,
                or a frozen member that woke and its successor would go on fencing each other off.
        """
        wanted = [place for place in places if place not in self._placing]
        if not wanted:
            return
        for place in wanted:
            self._claims.pop(place, None)
        try:
            self._client().pause(*wanted)
        except IllegalStateError:
            return  # revoked meanwhile: the next assignment places what is still ours
        self._placing.update(wanted)
        task = asyncio.create_task(self._place(wanted, self._generation, is_fenced=is_fenced))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Let go of everything and end what is under way."""
        self.on_partitions_revoked(())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _place(
        self, places: Sequence[TopicPartition], generation: int, *, is_fenced: bool
    ) -> None:
        backoff = Backoff()
        await asyncio.sleep(AFTER_FENCING if is_fenced else 0)
        while generation == self._generation:
            try:
                if is_fenced:
                    await self._client().commit(dict.fromkeys(places, _NOTHING))
                await self._take(places, generation)
            except Exception as error:  # noqa: BLE001 - until database and broker answer
                _log.warning("placement_waits", consumer=self._consumer, error=type(error).__name__)
                await backoff.wait()
            else:
                return

    async def _take(self, places: Sequence[TopicPartition], generation: int) -> None:
        client = self._client()
        ids = await self._topics.ids({place.topic for place in places})
        starts = await client.beginning_offsets(places)
        ends = await client.end_offsets(places)
        wanted = [
            Wanted(
                topic=place.topic,
                partition=place.partition,
                topic_id=ids[place.topic],
                start=starts[place],
            )
            for place in places
        ]
        async with self._pool.acquire() as connection, connection.transaction():
            taken = await lease.take(connection, self._consumer, wanted)
            positions = {one: await self._inside(connection, one, starts, ends) for one in taken}
        if generation != self._generation:
            return
        for one, position in positions.items():
            place = TopicPartition(one.topic, one.partition)
            client.seek(place, position)
            self._claims[place] = Claim(
                place=place, topic_id=ids[one.topic], epoch=one.epoch, next=position
            )
            self._placing.discard(place)
            client.resume(place)
        _log.info("placed", consumer=self._consumer, partitions=len(places))

    async def _inside(
        self,
        connection: asyncpg.Connection,
        held: Lease,
        starts: Mapping[TopicPartition, int],
        ends: Mapping[TopicPartition, int],
    ) -> int:
        """Return the position, set back to the log's start where the log ends before it."""
        place = TopicPartition(held.topic, held.partition)
        if held.next <= ends[place]:
            return held.next
        _log.error("log_shorter_than_position", topic=held.topic, partition=held.partition)
        await lease.rewind(connection, self._consumer, held, starts[place])
        return starts[place]

    async def watch_topics(self) -> None:
        """Place anew what stands on a topic that was lost and made again under the same name."""
        ids = await self._topics.ids({place.topic for place in self._claims})
        changed = [
            claim.place
            for claim in self._claims.values()
            if ids.get(claim.place.topic, claim.topic_id) != claim.topic_id
        ]
        if changed:
            _log.error("topics_made_again", topics=sorted({place.topic for place in changed}))
            self.place(changed)

    def accept(self, records: Iterable[Record]) -> list[tuple[Claim, Sequence[Record]]]:
        """Keep what continues a claim; let go of the rest, which will come again.

        After a rebalance or a seek the client may still hand out what it had fetched before.
        """
        accepted: list[tuple[Claim, Sequence[Record]]] = []
        for place, group in groupby(records, lambda r: TopicPartition(r.topic, r.partition)):
            claim, found = self._claims.get(place), tuple(group)
            if claim is not None and self._continues(claim, found[0].offset):
                accepted.append((claim, found))
        return accepted

    def _continues(self, claim: Claim, first: int) -> bool:
        if first == claim.next:
            return True
        if first < claim.next:
            # The client started over: the log was cut, or is another one of the same name.
            self.place([claim.place])
            return False
        if claim.sought:
            # Asked for this very offset, the broker gives a later one: what lay between was
            # compacted, expired, or a transaction's marker.
            metrics.GAPS.labels(self._consumer, claim.place.topic).inc(first - claim.next)
            _log.warning(
                "offsets_missing",
                topic=claim.place.topic,
                partition=claim.place.partition,
                wanted=claim.next,
                found=first,
            )
            return True
        claim.sought = True
        try:
            self._client().seek(claim.place, claim.next)
        except IllegalStateError:
            self._claims.pop(claim.place, None)
        return False

    def moves(self, ends: Mapping[Claim, int]) -> Sequence[Move]:
        """Return how a batch moves the positions.

        Args:
            ends: For each claim, the offset after the last one of the batch.

        Raises:
            Abandoned: A claim is no longer in hand.
        """
        for claim in ends:
            if self._claims.get(claim.place) is not claim:
                raise Abandoned
        return [
            Move(
                topic=claim.place.topic,
                partition=claim.place.partition,
                epoch=claim.epoch,
                before=claim.next,
                after=after,
            )
            for claim, after in ends.items()
        ]

    @staticmethod
    def moved(ends: Mapping[Claim, int]) -> None:
        """Note positions that were committed."""
        for claim, after in ends.items():
            claim.next = after
            claim.sought = False
