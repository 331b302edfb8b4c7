"""Draining: tries parked facts again when due, and what queued up behind them, in order."""

from collections.abc import Sequence
from datetime import UTC, datetime

import structlog
from aiokafka import ConsumerRecord

from kontor_chassis.consume import dead_letters, door, handlers, metrics, parking
from kontor_chassis.consume.applying import Ports
from kontor_chassis.consume.consumer import Consumer
from kontor_chassis.consume.dead_letters import GivenUp
from kontor_chassis.consume.door import Record
from kontor_chassis.consume.failures import (
    Patience,
    Trouble,
    Verdict,
    delay_after,
    trouble,
    verdict,
)
from kontor_chassis.consume.handlers import Due
from kontor_chassis.consume.parking import Key, Parked
from kontor_chassis.consume.received import Unreadable
from kontor_chassis.consume.transaction import transaction
from kontor_schemas.dead_letter import DeadLetter
from kontor_schemas.registry import FactUnknown

_log = structlog.get_logger(__name__)

KEYS_AT_ONCE = 50
FACTS_AT_ONCE = 64


class StillUnreadable(Exception):  # noqa: N818 - errors are named by what is wrong
    """A replayed message is still no fact, or none that this version knows."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.verdict = Verdict(reason=reason, error="Unreadable", patience=Patience.NONE)


class Draining:
    """Works off the parked facts of a consumer; any number of members may do so at once."""

    def __init__(self, consumer: Consumer, ports: Ports) -> None:
        self._consumer = consumer
        self._ports = ports

    async def once(self) -> int:
        """Try every key whose first fact is due.

        Returns:
            How many facts were released.
        """
        async with self._ports.pool.acquire() as connection:
            keys = await parking.due(connection, self._consumer.name, KEYS_AT_ONCE)
        return sum([await self._drain(key) for key in keys])

    async def _drain(self, key: Key) -> int:
        """Release the facts of a key, from the first, until one fails or none is left."""
        released, at_once = 0, FACTS_AT_ONCE
        while not self._ports.stopping.is_set():
            self._ports.beat()
            async with self._ports.pool.acquire() as connection:
                rows = await parking.queue(connection, self._consumer.name, key, at_once)
            if not rows or (rows[0].next_try_at or _now()) > _now():
                break
            error = await self._try(key, rows)
            if error is None:
                released, at_once = released + len(rows), min(at_once * 2, FACTS_AT_ONCE)
            elif trouble(error) is Trouble.PASSING:
                break
            elif len(rows) > 1:
                at_once = 1
            else:
                await self._try_later(rows[0], error)
                break
        return released

    async def _try(self, key: Key, rows: Sequence[Parked]) -> Exception | None:
        """Apply the facts of some rows and take the rows out, in one transaction."""
        name = self._consumer.name
        try:
            due = [self._due(row) for row in rows]
            for received, route in due:
                await handlers.command(self._ports.run_command, received, route)
            async with transaction(self._ports.pool) as connection:
                gone = await parking.release(connection, name, [row.position for row in rows])
                left = [one for row, one in zip(rows, due, strict=True) if row.position in gone]
                await handlers.apply(connection, left)
                await parking.wake(connection, name, key)
        except Exception as error:  # noqa: BLE001 - judged by `trouble`
            return error
        metrics.FACTS.labels(name, "applied").inc(len(left))
        if left:
            self._ports.committed()
        return None

    def _due(self, row: Parked) -> Due:
        """Read a parked fact again: this version may know what the one that parked it did not.

        Raises:
            StillUnreadable: It is no fact yet.
        """
        fact = door.read(_record_of(row))
        if isinstance(fact, Unreadable):
            raise StillUnreadable(fact.reason)
        try:
            route = self._consumer.route(fact.type)
        except FactUnknown as error:
            raise StillUnreadable(error.reason) from error
        return fact, route or handlers.NO_ROUTE

    async def _try_later(self, row: Parked, error: Exception) -> None:
        """Set the next try of the first fact of a key, or give it up."""
        name = self._consumer.name
        found = error.verdict if isinstance(error, StillUnreadable) else verdict(error)
        delay = delay_after(found, row.attempt + 1, _now() - row.parked_at)
        async with transaction(self._ports.pool) as connection:
            if await parking.try_later(connection, row, found, delay) and delay is None:
                letter = _given_up(name, row, found)
                await dead_letters.send(connection, name, [letter], self._ports.shards)
        _log.warning(
            "parked_fact_failed",
            consumer=name,
            fact=str(row.fact_id),
            reason=found.reason,
            error=found.error,
            failures=row.attempt + 1,
            given_up=delay is None,
        )


def _now() -> datetime:
    return datetime.now(UTC)  # kontor: allow clock_and_ids because it paces a retry, no rule


def _record_of(row: Parked) -> Record:
    """Put a parked fact back into the form in which it was delivered."""
    headers = [
        (name, value.encode()) for name, value in row.headers.items() if name not in parking.PLACE
    ]
    key = row.key.encode()
    return ConsumerRecord(
        topic=row.topic,
        partition=row.partition,
        offset=row.offset,
        timestamp=int(row.parked_at.timestamp() * 1000),
        timestamp_type=0,
        key=key,
        value=row.payload,
        checksum=None,
        serialized_key_size=len(key),
        serialized_value_size=len(row.payload),
        headers=headers,
    )


def _given_up(consumer: str, row: Parked, found: Verdict) -> GivenUp:
    return GivenUp(
        tenant=row.tenant,
        key=row.key,
        headers={name: value for name, value in row.headers.items() if name not in parking.PLACE},
        payload=row.payload,
        cause=DeadLetter(
            consumer=consumer,
            reason=found.reason,
            detail=found.error,
            topic=row.topic,
            partition=row.partition,
            offset=row.offset,
            attempts=row.attempt + 1,
        ),
    )
