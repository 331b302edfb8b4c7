"""The runner of one consumer: joins its group, applies what comes, reports, and leaves in order."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import asyncpg
import structlog
from aiokafka import OffsetAndMetadata
from aiokafka.errors import KafkaError

from kontor_chassis.consume import metrics, parking
from kontor_chassis.consume.applying import Applying, Ports
from kontor_chassis.consume.backoff import Backoff
from kontor_chassis.consume.batch import entries_of
from kontor_chassis.consume.consumer import Command, Consumer
from kontor_chassis.consume.draining import Draining
from kontor_chassis.consume.event_consumer import EventConsumer, Membership, Records
from kontor_chassis.consume.handlers import RunCommand
from kontor_chassis.consume.lease import Abandoned, Fenced
from kontor_chassis.consume.placement import Claim, Placement
from kontor_chassis.consume.received import Received
from kontor_chassis.consume.snapshots import AskSnapshot, bootstrap
from kontor_chassis.consume.topic_ids import TopicIds

_log = structlog.get_logger(__name__)

STOP_WITHIN = 10.0
"""Seconds the batch in hand has to finish, once the process is asked to stop."""
PACE = 0.015
"""Seconds between the beginnings of two batches: under load what came meanwhile shares a
transaction, and a fact that comes alone is applied at once."""


async def no_commands(_received: Received, _command: Command) -> None:
    """Stand in where a consumer has no commands."""
    message = "this consumer was started without a way to run commands"
    raise NotImplementedError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a runner is given by the process it runs in.

    Attributes:
        pool: Connections of the worker role.
        bootstrap: The broker.
        member: Static member name of this replica; empty: a dynamic member.
        shards: Shards of the outbox.
        run_command: Runs commands; needed where the consumer has some.
        ask_snapshot: Asks owners for snapshots; without it a new consumer begins with what the
            topics still hold.
        committed: Called after every commit that changed something, for instance to nudge a relay.
        beat: Called when a round was made or there was nothing to do: the sign of life.
        session_timeout_ms: After how long a silent member loses its partitions.
        max_records: Most messages in a batch.
    """

    pool: asyncpg.Pool
    bootstrap: str
    member: str = ""
    shards: int = 1
    run_command: RunCommand = no_commands
    ask_snapshot: AskSnapshot | None = None
    committed: Callable[[], None] = lambda: None
    beat: Callable[[], None] = lambda: None
    session_timeout_ms: int = 10_000
    max_records: int = 500


class ConsumerRunner:
    """Runs one consumer as one member of its group."""

    def __init__(self, consumer: Consumer, surroundings: Surroundings) -> None:
        self._consumer = consumer
        self._around = surroundings
        self._stopping = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._events: EventConsumer | None = None
        self._topics = TopicIds(surroundings.bootstrap)
        ports = Ports(
            pool=surroundings.pool,
            run_command=surroundings.run_command,
            committed=surroundings.committed,
            beat=surroundings.beat,
            stopping=self._stopping,
            shards=surroundings.shards,
        )
        self._placement = Placement(
            consumer.name, surroundings.pool, self._topics, lambda: self._joined().client
        )
        self._applying = Applying(consumer, self._placement, ports)
        self._draining = Draining(consumer, ports)

    async def run(self) -> None:
        """Run until cancelled; then finish or roll back the batch in hand and leave the group."""
        loops: list[asyncio.Task[None]] = []
        try:
            await self._begin()
            loops = [
                asyncio.create_task(self._every(0.5, self._drain)),
                asyncio.create_task(self._every(1.0, self._report)),
                asyncio.create_task(self._every(5.0, self._look_after)),
            ]
            await asyncio.gather(*loops)
        finally:
            self._stopping.set()
            await self._end(loops)

    async def _begin(self) -> None:
        """Bootstrap empty mirrors and join the group, however long owners and broker need."""
        backoff = Backoff(self._stopping)
        if ask := self._around.ask_snapshot:
            await bootstrap(self._around.pool, self._consumer, ask, backoff)
        while not self._stopping.is_set():
            self._around.beat()
            self._events = EventConsumer(self._membership(), self._handle, self._placement, 0.1)
            try:
                await self._topics_exist()
                await self._events.start()
            except (KafkaError, LookupError, OSError, TimeoutError) as error:
                _log.warning(
                    "broker_waits", consumer=self._consumer.name, error=type(error).__name__
                )
                await self._events.stop()
                await backoff.wait()
            else:
                return

    def _membership(self) -> Membership:
        return Membership(
            bootstrap=self._around.bootstrap,
            group=self._consumer.name,
            topics=self._consumer.topics,
            member=self._around.member,
            session_timeout_ms=self._around.session_timeout_ms,
            max_records=self._around.max_records,
        )

    async def _topics_exist(self) -> None:
        wanted = set(self._consumer.topics)
        if missing := wanted - set(await self._topics.ids(wanted)):
            message = f"topics that do not exist yet: {', '.join(sorted(missing))}"
            raise LookupError(message)

    def _joined(self) -> EventConsumer:
        if self._events is None:
            message = "the consumer has not joined its group"
            raise RuntimeError(message)
        return self._events

    async def _handle(self, records: Records) -> None:
        """Apply a batch. Raises nothing: whatever goes wrong, the positions are asked for anew."""
        if self._stopping.is_set():
            return
        started = time.monotonic()
        self._idle.clear()
        accepted = self._placement.accept(records)
        claims = [claim for claim, _ in accepted]
        try:
            await self._applying.apply(entries_of(self._consumer, accepted))
        except Fenced:
            metrics.FENCED.labels(self._consumer.name).inc()
            _log.warning("fenced", consumer=self._consumer.name)
            self._again(claims)
        except Abandoned:
            self._again(claims)
        except Exception:  # noqa: BLE001 - FastStream would lose the batch; nothing is half done
            _log.exception("batch_failed_unforeseen", consumer=self._consumer.name)
            self._again(claims)
        finally:
            self._idle.set()
            self._around.beat()
        metrics.BATCH.labels(self._consumer.name).observe(len(records))
        metrics.SECONDS.labels(self._consumer.name).observe(time.monotonic() - started)
        await asyncio.sleep(started + PACE - time.monotonic())

    def _again(self, claims: list[Claim]) -> None:
        """Let go of what is still in hand of these and take it anew, a little later."""
        held = set(self._placement.claims)
        places = [claim.place for claim in claims if claim in held]
        if places and not self._stopping.is_set():
            self._placement.place(places, is_fenced=True)

    async def _every(self, seconds: float, work: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await work()
            except Exception as error:  # noqa: BLE001 - tried again at the next turn
                _log.warning(
                    "round_failed",
                    consumer=self._consumer.name,
                    work=work.__name__,
                    error=type(error).__name__,
                )
            await asyncio.sleep(seconds)

    async def _drain(self) -> None:
        if self._idle.is_set():
            self._around.beat()
        while await self._draining.once():
            pass

    async def _report(self) -> None:
        """Show the lag, and tell the broker our positions; only its tools look at those."""
        client = self._joined().client
        for claim in self._placement.claims:
            if (end := client.highwater(claim.place)) is not None:
                lag = metrics.LAG.labels(self._consumer.name, *map(str, claim.place))
                lag.set(max(end - claim.next, 0))
        await self._tell_positions()

    async def _tell_positions(self) -> None:
        positions = {
            claim.place: OffsetAndMetadata(claim.next, "") for claim in self._placement.claims
        }
        if positions:
            await self._joined().client.commit(positions)

    async def _look_after(self) -> None:
        async with self._around.pool.acquire() as connection:
            await parking.wake_forgotten(connection, self._consumer.name)
            counts = await parking.counts(connection, self._consumer.name)
        for state, count in counts.items():
            metrics.PARKED.labels(self._consumer.name, state).set(count)
        await self._placement.watch_topics()

    async def _end(self, loops: list[asyncio.Task[None]]) -> None:
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
        try:
            await asyncio.wait_for(self._idle.wait(), STOP_WITHIN)
            await asyncio.wait_for(self._tell_positions(), 1.0)
        except Exception as error:  # noqa: BLE001 - leaves in any case
            _log.warning("left_in_haste", consumer=self._consumer.name, error=type(error).__name__)
        if self._events is not None:
            await self._events.stop()
        await self._placement.close()
