"""A session: what a relay does with its shards, from its first lock to the first thing gone wrong.

Nothing in a session is repaired. Whatever fails ends it, and the next one starts with new
connections, a new producer and the cursors as the database has them.
"""

from asyncio import Event
from collections.abc import Collection
from dataclasses import dataclass, field
from time import monotonic

from kontor_chassis.failpoints import reach
from kontor_chassis.relay.cursor import Position, claim, move
from kontor_chassis.relay.lock import ShardLocks
from kontor_chassis.relay.metrics import RelayMetrics
from kontor_chassis.relay.producer import Publisher
from kontor_chassis.relay.reader import Batch, Reader
from kontor_chassis.relay.topics import Topics
from kontor_chassis.telemetry import liveness

LOOP = "relay"
_VERIFY_EVERY_S = 30.0


@dataclass(slots=True, kw_only=True)
class Session:
    """The shards held, where each stands, and what it takes to publish from them.

    Attributes:
        between_batches: Set unless a batch is on its way; a good moment to stop.
        has_moved: Whether it has published anything.
    """

    reader: Reader
    locks: ShardLocks
    publisher: Publisher
    topics: Topics
    metrics: RelayMetrics
    between_batches: Event
    positions: dict[int, Position] = field(default_factory=dict)
    verify_at: float = 0.0
    has_moved: bool = False

    async def publish_next(self) -> bool:
        """Publish one batch and move the cursors.

        Returns:
            Whether there was anything to do.

        Raises:
            TopicsUnknownError: Nothing can be published now; the session may go on.
            CursorTakenError: Another relay has these shards.
            LocksLostError: Another relay may have them.
            PublishFailedError: Not all of the batch was acknowledged.
        """
        self._demand()
        if self.publisher.was_cut_off() or monotonic() >= self.verify_at:
            self.verify_at = 0.0
            await self._verify()
        await self._adopt()
        batch = await self.reader.next(self.positions)
        if batch is None:
            return False
        reach("relay.after_read")
        topics = {row[3] for row in batch.rows}
        if self.topics.lacks(topics):
            await self._verify(topics)
            return True
        await self._publish(batch)
        return True

    async def _publish(self, batch: Batch) -> None:
        self.between_batches.clear()
        try:
            if batch.is_large:
                self.reader.read_on({**self.positions, **batch.end})
            await self.publisher.publish(batch.rows, self._demand)
            reach("relay.after_produce")
            async with self.reader.turn:
                await move(self.reader.connection, self.positions, batch.end)
            reach("relay.after_cursor")
        finally:
            self.between_batches.set()
        self.positions.update(batch.end)
        self.has_moved = True
        self.metrics.observe(len(batch.rows), batch.oldest)

    async def _verify(self, topics: Collection[str] = ()) -> None:
        if await self.topics.verify(topics):
            self.positions.clear()
        self.verify_at = monotonic() + _VERIFY_EVERY_S
        # The broker has just answered: what the producer has to say of an outage is older.
        self.publisher.was_cut_off()

    async def _adopt(self) -> None:
        if new := self.locks.held - self.positions.keys():
            async with self.reader.turn:
                self.positions |= await claim(self.reader.connection, new)
            for shard in new:
                self.metrics.active.labels(shard).set(1)

    def _demand(self) -> None:
        # A relay that waits, for its broker or for facts, is alive.
        liveness.beat(LOOP)
        self.locks.demand()
