"""The feed of revocations: follows identity's session topic into memory, without a group.

Every process reads the whole topic from eleven minutes ago, for no older token is good. There is
nothing to store and nothing to share: whoever starts anew reads anew.
"""

import asyncio
from collections.abc import Iterable
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaError

from kontor_chassis.access.revocations import REMEMBERED, Revocations
from kontor_chassis.clock import Clock
from kontor_chassis.telemetry import liveness
from kontor_schemas.envelope import EnvelopeUndecodable, from_headers
from kontor_schemas.identity.session import SessionHeartbeat, SessionRevoked
from kontor_schemas.wire import DataUndecodable, read_json

TOPIC = SessionRevoked.TOPIC
_log = structlog.get_logger("access")
_RETRY_S = 1.0
_POLL_MS = 500
_FORGET_EVERY = 120

Record = ConsumerRecord[bytes | None, bytes | None]


async def follow(bootstrap: str, revocations: Revocations, clock: Clock) -> None:
    """Follow the topic until cancelled; a broker that is away is tried again every second.

    Meanwhile no heartbeat is heard, and the verifier asks identity instead.

    Args:
        bootstrap: The broker.
        revocations: Where what was heard is kept.
        clock: Tells how far back to start.
    """
    try:
        while True:
            try:
                await _follow_once(bootstrap, revocations, clock)
            except (KafkaError, OSError, TimeoutError) as fault:
                _log.warning("no news of revocations", fault=type(fault).__name__)
            liveness.beat("revocations")
            await asyncio.sleep(_RETRY_S)
    finally:
        liveness.leave("revocations")


async def _follow_once(bootstrap: str, revocations: Revocations, clock: Clock) -> None:
    consumer: Any = AIOKafkaConsumer(
        bootstrap_servers=bootstrap,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        request_timeout_ms=10_000,
        metadata_max_age_ms=60_000,
    )
    await consumer.start()
    try:
        await _take_place(consumer, clock)
        rounds = 0
        while True:
            liveness.beat("revocations")
            batches = await consumer.getmany(timeout_ms=_POLL_MS)
            for batch in batches.values():
                note(batch, revocations, clock)
            rounds += 1
            if rounds % _FORGET_EVERY == 0:
                revocations.forget(clock.now())
    finally:
        await consumer.stop()


async def _take_place(consumer: Any, clock: Clock) -> None:
    """Start at the first message that can still matter."""
    numbers = await _partitions(consumer)
    places = [TopicPartition(TOPIC, number) for number in sorted(numbers)]
    consumer.assign(places)
    # The end is read before the search: what arrives between the two is read, not skipped.
    ends = await consumer.end_offsets(places)
    since = int((clock.now() - REMEMBERED).timestamp() * 1000)
    found = await consumer.offsets_for_times(dict.fromkeys(places, since))
    for place in places:
        start = found.get(place)
        consumer.seek(place, start.offset if start else ends[place])


async def _partitions(consumer: Any) -> set[int]:
    if TOPIC not in await consumer.topics():
        raise TimeoutError("the topic does not exist yet")
    # What `topics` has learnt is not kept: a consumer knows the topics it is assigned and no other.
    first = TopicPartition(TOPIC, 0)
    consumer.assign([first])
    await consumer.end_offsets([first])
    return set(consumer.partitions_for_topic(TOPIC))


def note(records: Iterable[Record], revocations: Revocations, clock: Clock) -> None:
    """Keep what messages tell; one that is no fact of ours is logged and passed over."""
    for record in records:
        try:
            envelope = from_headers(record.headers)
            if envelope.type == SessionHeartbeat.TYPE:
                # A heartbeat from the future would silence the question whether it is missing.
                revocations.hear(min(envelope.time, clock.now()))
            elif envelope.type == SessionRevoked.TYPE:
                revoked = read_json(SessionRevoked, record.value or b"")
                if revoked.what == "user":
                    revocations.end_user(revoked.id, revoked.revoked_at)
                else:
                    revocations.end(revoked.id, revoked.revoked_at)
        except (EnvelopeUndecodable, DataUndecodable) as fault:
            _log.error("unreadable revocation", offset=record.offset, reason=fault.reason)
