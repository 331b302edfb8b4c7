"""What FastStream's defaults lose, reproduced, and that our form of it does not."""

import asyncio
import time
from contextlib import asynccontextmanager

import structlog
from faststream.kafka import KafkaBroker

from kontor_chassis.consume.consumer import BatchOf
from kontor_chassis.testing import sample
from kontor_chassis.testing.sample import Thing
from kontor_chassis.testing.stream import until
from kontor_schemas.fact import Created

_log = structlog.get_logger("figures")

FACTS = (Created[Thing],)


@asynccontextmanager
async def by_default(bed, handler):
    """Run FastStream's batch subscriber as its documentation shows it."""
    broker = KafkaBroker(bed.stream.bootstrap, logger=None)
    subscriber = broker.subscriber(
        bed.topic, group_id=f"{bed.name}-default", batch=True, auto_offset_reset="earliest"
    )
    subscriber(handler)
    await broker.start()
    try:
        yield subscriber
    finally:
        await broker.stop()


async def committed(subscriber, count):
    """Wait until the group's offset stands behind so many messages."""

    async def reached():
        places = subscriber.consumer.assignment()
        offsets = [await subscriber.consumer.committed(place) for place in places]
        return sum(offset or 0 for offset in offsets) == count

    await until(reached)


async def test_a_raising_handler_loses_a_batch_by_default(bed):
    handled = []

    async def handle(messages):
        handled.append(messages)
        raise RuntimeError

    await bed.send(*(bed.message(sample.created(thing)) for thing in bed.things(3)), partition=0)
    async with by_default(bed, handle) as subscriber:
        await committed(subscriber, 3)
    assert len(handled) == 1  # once, and never again: the offset stands behind it


async def test_a_raising_handler_loses_nothing_here(bed):
    calls = []

    async def handle(_connection, facts):
        calls.append(len(facts))
        if len(calls) < 4:
            raise RuntimeError
        seen.extend(fact.id for fact in facts)

    seen = []
    messages = [bed.message(sample.created(thing)) for thing in bed.things(3)]
    await bed.send(*messages, partition=0)
    async with bed.running(BatchOf(facts=FACTS, function=handle)):

        async def all_seen():
            return len(seen) + len(await bed.parked()) == 3

        await until(all_seen)
        assert await bed.positions() == {0: 3, 1: 0}
    expected = {dict(one.headers)["ce_id"].decode() for one in messages}
    found = {str(one) for one in seen} | {str(row["fact_id"]) for row in await bed.parked()}
    assert found == expected


async def test_one_header_that_is_no_utf8_loses_a_batch_by_default(bed):
    handled = []

    async def handle(messages):
        handled.extend(messages)

    odd, *sound = [bed.message(sample.created(thing)) for thing in bed.things(3)]
    odd = sample.with_headers(odd, {"x-odd": b"\xff"})
    await bed.send(sound[0], odd, sound[1], partition=0)
    async with by_default(bed, handle) as subscriber:
        await committed(subscriber, 3)
    assert handled == []


async def test_one_header_that_is_no_utf8_loses_nothing_here(bed):
    odd, *sound = [bed.message(sample.created(thing)) for thing in bed.things(3)]
    odd = sample.with_headers(odd, {"ce_actor": b"user:\xff"})
    await bed.send(sound[0], odd, sound[1], partition=0)
    async with bed.running():
        await bed.drained()
    assert len(await bed.mirrored()) == 2
    assert [row["reason"] for row in await bed.parked()] == ["header_not_utf8"]


async def test_sparse_traffic_waits_200_ms_by_default(bed):
    arrived: asyncio.Queue[float] = asyncio.Queue()

    async def handle(_messages):
        arrived.put_nowait(time.monotonic())

    took = []
    async with by_default(bed, handle):
        await bed.send(bed.message(sample.created(sample.a_thing())))
        await arrived.get()
        for number in range(25):
            await asyncio.sleep(0.013 * number)  # no wait for something: sparse traffic
            sent = time.monotonic()
            await bed.send(bed.message(sample.created(sample.a_thing())))
            took.append(await arrived.get() - sent)
    _log.info("sparse traffic by default", worst_ms=round(max(took) * 1000, 1))
    assert max(took) > 0.1
