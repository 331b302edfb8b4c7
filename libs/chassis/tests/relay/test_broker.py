"""The broker goes away, refuses, freezes or forgets: the relay waits and goes on, in order."""

import asyncio
import secrets
from collections.abc import AsyncIterator

import pytest
from confluent_kafka.admin import AdminClient

from kontor_chassis.relay.topics import TopicsUnknownError, topic_ids
from libs.chassis.tests.relay.test_takeover import (
    assert_complete,
    assert_moved_once,
    has_drained,
    watch_cursor,
)
from libs.chassis.tests.relay.workbench import (
    Engines,
    Outbox,
    arrived,
    create_topic,
    eventually,
    first_arrivals,
    limit_messages,
    make_topic,
    relaying,
    tell,
    versions,
    write,
)

pytestmark = pytest.mark.stack


@pytest.fixture(autouse=True)
async def broker_back(engines: Engines) -> AsyncIterator[None]:
    """Leave a broker that answers to the next test."""
    yield
    await eventually(engines.broker_answers, within_s=30)


async def test_a_broker_killed_again_gets_everything_in_order(
    engines: Engines, outbox: Outbox, topic: str
) -> None:
    await watch_cursor(outbox)
    async with relaying(outbox) as relay:
        for kill in range(2):
            await outbox.fill(topic, 30_000, since=kill * 30_000)
            already = relay.published()

            async def is_under_way(already: int = already) -> bool:
                return relay.published() > already

            await eventually(is_under_way)
            engines.broker().kill()
            await eventually(engines.broker_answers, within_s=30)
        await eventually(lambda: has_drained(outbox), within_s=30)
        assert relay.failures("PublishFailedError") >= 1
    await assert_complete(outbox, topic, "broker killed twice")
    await assert_moved_once(outbox)


async def test_a_frozen_broker_is_waited_for_and_the_loop_stays_free(
    engines: Engines, outbox: Outbox, topic: str
) -> None:
    await watch_cursor(outbox)
    async with relaying(outbox) as relay, outbox.connected() as connection:
        await write(connection, topic, "a", 1)

        async def has_published() -> bool:
            return relay.published() == 1

        await eventually(has_published)
        broker = engines.broker()
        broker.suspend()
        try:
            await outbox.fill(topic, 20_000)
            loop, longest = asyncio.get_running_loop(), 0.0
            end = loop.time() + 3
            while (before := loop.time()) < end:
                await asyncio.sleep(0.005)
                longest = max(longest, loop.time() - before)
        finally:
            broker.resume()
        tell(f"the longest the loop was held, 20,000 facts queued: {longest * 1e3:.0f} ms")
        assert longest < 0.25
        await eventually(lambda: has_drained(outbox), within_s=30)
    await assert_complete(outbox, topic, "broker frozen 3 s")
    await assert_moved_once(outbox)


async def test_what_follows_a_refused_fact_never_overtakes_it(
    engines: Engines, outbox: Outbox
) -> None:
    topic = await make_topic(engines, partitions=8, **{"max.message.bytes": "200000"})
    await watch_cursor(outbox)
    async with outbox.connected() as connection, relaying(outbox) as relay:
        async with connection.transaction():
            for version in range(1, 101):
                for record in range(20):
                    is_refused = (record, version) == (7, 50)
                    payload = secrets.token_bytes(400_000 if is_refused else 200)
                    await write(connection, topic, f"r{record}", version, payload=payload)

        async def has_been_refused() -> bool:
            return relay.failures("PublishFailedError") >= 2

        await eventually(has_been_refused)
        seen = versions(await asyncio.to_thread(arrived, engines.kafka, topic))
        for record in range(20):
            came = first_arrivals(seen.get(f"r{record}", []))
            assert came == list(range(1, len(came) + 1))
        assert max(seen.get("r7", [0])) < 50
        assert any(len(of_record) > 100 for of_record in seen.values())
        await asyncio.to_thread(limit_messages, engines.kafka, topic, 1_000_000)
        await eventually(lambda: has_drained(outbox))
    await assert_complete(outbox, topic, "one fact refused until the limit was raised")
    await assert_moved_once(outbox)


async def test_a_broker_that_forgot_gets_the_whole_outbox_again(
    engines: Engines, outbox: Outbox, topic: str
) -> None:
    await outbox.fill(topic, 3000)
    before = topic_ids(engines.kafka, [topic])
    async with relaying(outbox) as relay, outbox.connected() as connection:
        await eventually(lambda: has_drained(outbox))
        await asyncio.to_thread(engines.make_broker_forget)
        await eventually(engines.broker_answers, within_s=30)
        await write(connection, topic, "record-0", 61)
        await asyncio.to_thread(create_topic, engines.kafka, topic)

        async def has_published_all_again() -> bool:
            return relay.published() >= 3000 + 3001

        await eventually(has_published_all_again, within_s=40)
        await eventually(lambda: has_drained(outbox))
        after = await connection.fetch("SELECT topic, topic_id FROM relay_topic")
    assert topic_ids(engines.kafka, [topic]) == {row["topic"]: row["topic_id"] for row in after}
    assert before != topic_ids(engines.kafka, [topic])
    assert await assert_complete(outbox, topic, "broker without its data") == 0


async def test_a_topic_made_anew_while_nobody_looked_is_noticed_at_the_start(
    engines: Engines, outbox: Outbox, topic: str
) -> None:
    await outbox.fill(topic, 300)
    async with relaying(outbox):
        await eventually(lambda: has_drained(outbox))
    admin = AdminClient({"bootstrap.servers": engines.kafka, "log_level": 2})
    await asyncio.to_thread(admin.delete_topics([topic])[topic].result, 10)

    async def is_gone() -> bool:
        return not await asyncio.to_thread(topic_ids, engines.kafka, [topic])

    await eventually(is_gone)
    await asyncio.to_thread(create_topic, engines.kafka, topic)
    async with relaying(outbox) as relay:

        async def has_published() -> bool:
            return relay.published() == 300

        await eventually(has_published)
    assert await assert_complete(outbox, topic, "topic made anew") == 0


async def test_no_broker_at_all_is_said_so() -> None:
    with pytest.raises(TopicsUnknownError):
        await asyncio.to_thread(topic_ids, "127.0.0.1:9", ["t"])
