"""The relay: carries facts from the outbox to their topics, in order, at least once.

One relay is active in each shard; the others compete for its lock. It reads what follows its
cursor, sends it, waits for every acknowledgement and moves the cursor by compare-and-set. Killed at
any point, it or another starts again from the cursor: a fact may be sent twice, never lost, and
never after a later one of its record arrived first.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from time import monotonic

import asyncpg
import structlog
from asyncpg.exceptions import PostgresError

from kontor_chassis.database.pool import CONNECTION_FAULTS
from kontor_chassis.relay.cursor import CursorTakenError, all_shards
from kontor_chassis.relay.lock import LocksLostError, ShardLocks, shard_locks
from kontor_chassis.relay.metrics import RelayMetrics, process_metrics
from kontor_chassis.relay.nudge import Nudge
from kontor_chassis.relay.producer import Publisher, PublishFailedError
from kontor_chassis.relay.reader import PLAN_ONCE, Reader
from kontor_chassis.relay.session import LOOP, Session
from kontor_chassis.relay.topics import Topics, TopicsUnknownError
from kontor_chassis.telemetry import liveness

_BUSY_S = 0.010
_PACE_S = 0.010
"""Between the beginnings of two batches: what came meanwhile is one batch, not five small ones."""
_IDLE_S = 0.100
_RETRY_S = 0.5
_LONGEST_RETRY_S = 15.0
_BEAT_S = 1.0
_MEASURE_S = 5.0
_GRACE_S = 5.0

# A cursor that a crash of the database sets back is read again and sent twice, which is allowed at
# any time; so its moves need not wait for the disk, at which every batch would stand in line.
_LAZY_COMMIT = "SET synchronous_commit = off"

_PASSING = (CursorTakenError, LocksLostError, PostgresError, *CONNECTION_FAULTS)
_log = structlog.get_logger("relay")


class Relay:
    """One relay; run as many as you like, one publishes from each shard at a time.

    Args:
        pool: The worker role's connections, used a few times a minute.
        open_connection: Opens one more connection of the worker role: one for the locks, and one
            that reads while there is a lock.
        bootstrap: The brokers.
        shards: Shards of the outbox.
        nudge: Rung after commits in this process; notifications of others ring it too.
        metrics: The process's own unless given.
    """

    def __init__(
        self,
        pool: asyncpg.Pool,
        open_connection: Callable[[], Awaitable[asyncpg.Connection]],
        bootstrap: str,
        shards: int,
        nudge: Nudge,
        metrics: RelayMetrics | None = None,
    ) -> None:
        self._pool = pool
        self._open_connection = open_connection
        self._bootstrap = bootstrap
        self._shards = shards
        self._nudge = nudge
        self._metrics = metrics or process_metrics()
        self._between_batches = asyncio.Event()
        self._between_batches.set()
        self._is_stopping = False
        self._refusals = 0

    async def run(self) -> None:
        """Publish until cancelled.

        Cancelled, it finishes the batch that is on its way, if that takes no longer than 5 s,
        and gives its shards to others; an abandoned batch is sent again by the next relay.
        """
        tasks = {asyncio.create_task(self._work()), asyncio.create_task(self._measure())}
        try:
            await asyncio.gather(*(asyncio.shield(task) for task in tasks))
        finally:
            self._is_stopping = True
            with suppress(TimeoutError):
                async with asyncio.timeout(_GRACE_S):
                    await self._between_batches.wait()
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            liveness.leave(LOOP)

    async def _work(self) -> None:
        while not self._is_stopping:
            pause = _RETRY_S
            try:
                await self._hold_session()
            except _PASSING as fault:
                self._note(fault)
            except Exception as fault:  # noqa: BLE001 - no fault may end the relay for good
                # A batch that was refused, whole or in part, is sent again: not too often.
                pause = min(_RETRY_S * 2**self._refusals, _LONGEST_RETRY_S)
                self._refusals += 1
                self._note(fault)
            liveness.beat(LOOP)
            await asyncio.sleep(pause)

    def _note(self, fault: Exception) -> None:
        self._metrics.failures.labels(type(fault).__name__).inc()
        is_known = isinstance(fault, (PublishFailedError, *_PASSING))
        _log.warning(
            "session ended",
            reason=type(fault).__name__,
            detail=str(fault),
            exc_info=None if is_known else fault,
        )

    async def _hold_session(self) -> None:
        shards = await all_shards(self._pool, self._shards)
        async with shard_locks(self._open_connection, shards, self._nudge) as locks:
            await _first_lock(locks)
            async with self._session(locks) as session:
                await self._publish(session)

    async def _publish(self, session: Session) -> None:
        pause = _BUSY_S
        told = ""
        while not self._is_stopping:
            begun = monotonic()
            try:
                found = await session.publish_next()
            except TopicsUnknownError as fault:
                if str(fault) != told:
                    told = str(fault)
                    _log.warning("cannot publish yet", detail=told)
                await asyncio.sleep(_RETRY_S)
                continue
            if session.has_moved:
                self._refusals = 0
            if found:
                pause = _BUSY_S
                await asyncio.sleep(begun + _PACE_S - monotonic())
                continue
            was_rung = await self._nudge.wait(pause)
            pause = _BUSY_S if was_rung else min(pause * 2, _IDLE_S)

    @asynccontextmanager
    async def _session(self, locks: ShardLocks) -> AsyncIterator[Session]:
        connection = await self._open_connection()
        publisher = Publisher(self._bootstrap)
        session = Session(
            reader=Reader(connection),
            locks=locks,
            publisher=publisher,
            topics=Topics(self._pool, self._bootstrap),
            metrics=self._metrics,
            between_batches=self._between_batches,
        )
        try:
            await connection.execute(f"{PLAN_ONCE}; {_LAZY_COMMIT}")
            yield session
        finally:
            for shard in session.positions:
                self._metrics.active.labels(shard).set(0)
            await session.reader.close()
            await publisher.discard()

    async def _measure(self) -> None:
        shards = range(self._shards)
        while True:
            with suppress(*CONNECTION_FAULTS, PostgresError):
                await self._metrics.measure_backlog(self._pool, shards)
            await asyncio.sleep(_MEASURE_S)


async def _first_lock(locks: ShardLocks) -> None:
    """Stand by until a shard is ours."""
    while not locks.held:
        liveness.beat(LOOP)
        with suppress(TimeoutError):
            async with asyncio.timeout(_BEAT_S):
                await locks.changed.wait()
        locks.demand()
