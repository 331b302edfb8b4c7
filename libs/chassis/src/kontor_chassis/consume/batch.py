"""A batch in hand: what was delivered, sorted into due, queued up and given up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from kontor_chassis.consume import door
from kontor_chassis.consume.consumer import Consumer, Route
from kontor_chassis.consume.dead_letters import GivenUp
from kontor_chassis.consume.door import Record
from kontor_chassis.consume.failures import Patience, Verdict, delay_after
from kontor_chassis.consume.handlers import Due
from kontor_chassis.consume.parking import Key, ToPark
from kontor_chassis.consume.placement import Claim
from kontor_chassis.consume.plain_text import texts_of
from kontor_chassis.consume.received import Received, Unreadable
from kontor_schemas.dead_letter import DeadLetter
from kontor_schemas.registry import FactUnknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One delivered message: where it stood, and the fact, if it is one for this consumer."""

    claim: Claim
    offset: int
    fact: Received | Unreadable | None
    route: Route | None

    @property
    def key(self) -> Key:
        """What is parked together with it."""
        return (self.fact.topic, self.fact.key) if self.fact else ("", "")


@dataclass(slots=True, kw_only=True)
class Sorted:
    """What becomes of a batch's facts."""

    due: list[Due] = field(default_factory=list)
    parked: list[ToPark] = field(default_factory=list)
    known: int = 0
    ignored: int = 0

    def letters(self, consumer: str) -> Sequence[GivenUp]:
        """Return the dead letters of those that are given up at once."""
        return [
            GivenUp(
                tenant=row.fact.tenant,
                key=row.fact.key,
                headers=texts_of(row.fact.headers),
                payload=row.fact.payload,
                cause=DeadLetter(
                    consumer=consumer,
                    reason=row.reason,
                    detail=row.verdict.error,
                    topic=row.fact.topic,
                    partition=row.fact.partition,
                    offset=row.fact.offset,
                    attempts=1,
                ),
            )
            for row in self.parked
            if row.verdict and row.is_dead
        ]


def entries_of(
    consumer: Consumer, accepted: Iterable[tuple[Claim, Sequence[Record]]]
) -> list[Entry]:
    """Read the messages of a batch at the door."""
    entries = []
    for claim, records in accepted:
        for record in records:
            fact, route = _routed(consumer, record)
            entries.append(Entry(claim=claim, offset=record.offset, fact=fact, route=route))
    return entries


def _routed(
    consumer: Consumer, record: Record
) -> tuple[Received | Unreadable | None, Route | None]:
    if door.is_passed_over(record, consumer.asks_for):
        return None, None
    fact = door.read(record)
    if isinstance(fact, Unreadable):
        return fact, None
    try:
        route = consumer.route(fact.type)
    except FactUnknown as error:
        # An older consumer meets a newer major. Where both are sent they share an id, and the
        # inbox has it already; where only the newer is, an operator replays after the upgrade.
        return door.unreadable(record, error.reason), None
    return (fact, route) if route else (None, None)


def ends_of(entries: Iterable[Entry]) -> Mapping[Claim, int]:
    """Return, for each partition, the offset after the last message."""
    return {entry.claim: entry.offset + 1 for entry in entries}


def sort(
    entries: Iterable[Entry],
    fresh: set[UUID],
    held: set[Key],
    verdicts: Mapping[UUID, Verdict],
) -> Sorted:
    """Sort a batch's facts, in order.

    Args:
        entries: The batch.
        fresh: Ids that were not known; the first of two messages with one id counts.
        held: Keys that are parked already.
        verdicts: What is known to fail, from earlier tries of this batch.
    """
    result, fresh, held = Sorted(), set(fresh), set(held)
    for entry in entries:
        fact = entry.fact
        if fact is None:
            result.ignored += 1
        elif fact.id not in fresh:
            result.known += 1
        elif entry.key in held:
            result.parked.append(ToPark(fact=fact))
        elif found := _verdict(fact, verdicts):
            delay = delay_after(found, 1, timedelta())
            result.parked.append(ToPark(fact=fact, verdict=found, delay=delay))
            held.add(entry.key)
        elif isinstance(fact, Received) and entry.route:
            result.due.append((fact, entry.route))
        if fact is not None:
            fresh.discard(fact.id)
    return result


def _verdict(fact: Received | Unreadable, verdicts: Mapping[UUID, Verdict]) -> Verdict | None:
    if isinstance(fact, Unreadable):
        return Verdict(reason=fact.reason, error=type(fact).__name__, patience=Patience.NONE)
    return verdicts.get(fact.id)
