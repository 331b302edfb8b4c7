"""Applying: brings a batch into the database, whole or in parts, until every fact has its place.

One transaction moves the positions, takes the ids in and applies the facts. What fails because
something is away is tried again; what fails because of a fact is narrowed down to that fact.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import asyncpg
import structlog

from kontor_chassis.consume import dead_letters, handlers, inbox, lease, metrics, parking
from kontor_chassis.consume.backoff import Backoff
from kontor_chassis.consume.batch import Entry, Sorted, ends_of, sort
from kontor_chassis.consume.consumer import Consumer
from kontor_chassis.consume.failures import FactFailed, Trouble, Verdict, trouble, verdict
from kontor_chassis.consume.handlers import RunCommand
from kontor_chassis.consume.lease import Abandoned, Fenced
from kontor_chassis.consume.placement import Placement
from kontor_chassis.consume.received import Received, Unreadable
from kontor_chassis.consume.transaction import transaction
from kontor_chassis.failpoints import reach

_log = structlog.get_logger(__name__)

MANY_FAILURES = 8
"""Facts found guilty in one part after which it is cut in two, so that the sound half commits."""
SLOW_FOR = 30.0
"""Seconds for which a single fact that takes too long is put down to the database, not to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """What applying needs from outside."""

    pool: asyncpg.Pool
    run_command: RunCommand
    committed: Callable[[], None]
    beat: Callable[[], None]
    stopping: asyncio.Event
    shards: int = 1


@dataclass(slots=True, kw_only=True)
class _Part:
    """A contiguous part of a batch, and what was learnt while trying it."""

    entries: Sequence[Entry]
    verdicts: dict[UUID, Verdict] = field(default_factory=dict)
    commanded: set[UUID] = field(default_factory=set)
    guilty: int = 0
    started: float = field(default_factory=time.monotonic)

    def halves(self) -> "tuple[_Part, _Part]":
        """Cut the part in two; what was learnt goes with both."""
        middle = len(self.entries) // 2
        first, second = (
            _Part(entries=entries, verdicts=self.verdicts, commanded=self.commanded)
            for entries in (self.entries[:middle], self.entries[middle:])
        )
        return first, second


class Applying:
    """Applies batches, one after the other."""

    def __init__(self, consumer: Consumer, placement: Placement, ports: Ports) -> None:
        self._consumer = consumer
        self._placement = placement
        self._ports = ports

    async def apply(self, entries: Sequence[Entry]) -> None:
        """Apply a batch, in order, completely.

        Raises:
            Fenced: Another member holds a lease; what was not committed is left to it.
            Abandoned: The partitions were revoked or the process stops.
        """
        await self._apply(_Part(entries=entries))

    async def _apply(self, part: _Part) -> None:
        backoff = Backoff(self._ports.stopping)
        while (error := await self._try(part)) is not None:
            guilty = self._guilty(error, part)
            if guilty is not None:
                part.verdicts[guilty.id] = verdict(error)
                part.guilty += 1
            if self._is_to_be_cut(error, part, guilty):
                for half in part.halves():
                    await self._apply(half)
                return
            if guilty is None:
                await self._wait(backoff, error)

    def _guilty(self, error: Exception, part: _Part) -> Received | Unreadable | None:
        """Return the fact that is to blame, where there can be only one and it is news."""
        found, alone = trouble(error), part.entries[0].fact if len(part.entries) == 1 else None
        if found is Trouble.PASSING:
            return None
        if found is Trouble.SLOW and time.monotonic() - part.started < SLOW_FOR:
            return None
        guilty: Received | Unreadable | None = alone
        if found is Trouble.FACT and isinstance(error, FactFailed):
            guilty = error.received
        if guilty is None or guilty.id in part.verdicts:
            return None
        _log.warning(
            "fact_failed",
            consumer=self._consumer.name,
            fact=str(guilty.id),
            topic=guilty.topic,
            partition=guilty.partition,
            offset=guilty.offset,
            error=verdict(error).error,
            reason=verdict(error).reason,
        )
        return guilty

    @staticmethod
    def _is_to_be_cut(error: Exception, part: _Part, guilty: Received | Unreadable | None) -> bool:
        if len(part.entries) == 1 or trouble(error) is Trouble.PASSING:
            return False
        return guilty is None or part.guilty > MANY_FAILURES

    async def _wait(self, backoff: Backoff, error: Exception) -> None:
        metrics.RETRIES.labels(self._consumer.name).inc()
        _log.warning("batch_waits", consumer=self._consumer.name, error=type(error).__name__)
        if not await backoff.wait():
            raise Abandoned

    async def _try(self, part: _Part) -> Exception | None:
        self._ports.beat()
        try:
            await self._run_commands(part)
            await self._commit(part)
        except (Fenced, Abandoned):
            raise
        except Exception as error:  # noqa: BLE001 - judged by `trouble`
            return error
        return None

    async def _commit(self, part: _Part) -> None:
        ends = ends_of(part.entries)
        moves = self._placement.moves(ends)
        reach("consume.before_batch")
        async with transaction(self._ports.pool) as connection:
            await lease.move(connection, self._consumer.name, moves)
            found = await self._sorted(connection, part)
            await self._write(connection, found)
            reach("consume.before_commit")
        reach("consume.after_commit_before_offset")
        self._placement.moved(ends)
        self._count(found)
        if found.due or found.parked:
            self._ports.committed()

    async def _sorted(self, connection: asyncpg.Connection, part: _Part) -> Sorted:
        ids = [entry.fact.id for entry in part.entries if entry.fact]
        if not ids:
            return sort(part.entries, set(), set(), {})
        name, keys = self._consumer.name, {entry.key for entry in part.entries if entry.fact}
        fresh = await inbox.keep_new(connection, name, ids)
        held = await parking.held(connection, name, keys)
        return sort(part.entries, fresh, held, part.verdicts)

    async def _write(self, connection: asyncpg.Connection, found: Sorted) -> None:
        name = self._consumer.name
        if found.due:
            await handlers.apply(connection, found.due)
        if found.parked:
            await parking.park(connection, name, found.parked)
        if letters := found.letters(name):
            await dead_letters.send(connection, name, letters, self._ports.shards)

    async def _run_commands(self, part: _Part) -> None:
        """Run the commands of new facts, before the transaction that takes them in."""
        entries = [entry for entry in part.entries if entry.route and entry.route.commands]
        if not entries:
            return
        name, moves = self._consumer.name, self._placement.moves(ends_of(part.entries))
        async with self._ports.pool.acquire() as connection:
            await lease.hold(connection, name, moves)
            known = await inbox.known(connection, name, [e.fact.id for e in entries if e.fact])
            held = await parking.held(connection, name, {entry.key for entry in entries})
        for entry in entries:
            fact = entry.fact
            if not isinstance(fact, Received) or entry.route is None or fact.id in known:
                continue
            if fact.id in part.verdicts:
                held.add(entry.key)
            if entry.key in held or fact.id in part.commanded:
                continue
            await handlers.command(self._ports.run_command, fact, entry.route)
            part.commanded.add(fact.id)

    def _count(self, found: Sorted) -> None:
        dead = sum(row.is_dead for row in found.parked)
        queued = sum(row.verdict is None for row in found.parked)
        outcomes = {
            "applied": len(found.due),
            "known": found.known,
            "ignored": found.ignored,
            "queued": queued,
            "parked": len(found.parked) - queued - dead,
            "dead": dead,
        }
        for outcome, count in outcomes.items():
            if count:
                metrics.FACTS.labels(self._consumer.name, outcome).inc(count)
