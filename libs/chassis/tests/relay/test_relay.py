"""The relay in one process: what it sends, what wakes it, what it waits for, how it ends."""

import asyncio
from time import monotonic

import pytest

from kontor_chassis import failpoints
from kontor_chassis.ids import new_id
from kontor_chassis.relay.cursor import claim
from kontor_chassis.relay.reader import BATCH_ROWS
from libs.chassis.tests.relay.workbench import (
    INSERT,
    TENANT,
    Arrived,
    Outbox,
    Running,
    arrived,
    create_topic,
    eventually,
    first_arrivals,
    relaying,
    tell,
    versions,
    write,
)

pytestmark = pytest.mark.stack

HEADERS = (
    '{"ce_specversion": "1.0", "ce_type": "contacts.lead.created.v1", "ce_recordversion": "1",'
    ' "ce_traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",'
    ' "ce_actor": "rule:Ümläut \\ud83d\\ude80", "content-type": "application/json"}'
)


async def _arrived(outbox: Outbox, topic: str, count: int) -> list[Arrived]:
    async def all_there() -> list[Arrived]:
        found = await asyncio.to_thread(arrived, outbox.engines.kafka, topic)
        return found if len(found) >= count else []

    facts: list[Arrived] = await eventually(all_there)
    assert len(facts) == count
    return facts


async def _published(running: Running, count: int) -> None:
    async def enough() -> bool:
        return running.published() >= count

    await eventually(enough)


async def test_a_fact_arrives_as_it_was_written(outbox: Outbox, topic: str) -> None:
    payload = '{"state": {"name": "Günther"}}'.encode()
    async with outbox.connected() as connection, relaying(outbox):
        await connection.execute(INSERT, 0, new_id(), TENANT, topic, "k-1", HEADERS, payload)
        [fact] = await _arrived(outbox, topic, 1)
    assert fact.key == "k-1"
    assert fact.payload == payload
    assert fact.headers == {
        "ce_specversion": b"1.0",
        "ce_type": b"contacts.lead.created.v1",
        "ce_recordversion": b"1",
        "ce_traceparent": b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "ce_actor": "rule:Ümläut 🚀".encode(),
        "content-type": b"application/json",
    }


async def test_a_fact_is_sent_once_and_no_row_of_the_outbox_is_touched(
    outbox: Outbox, topic: str
) -> None:
    async with outbox.connected() as connection:
        await outbox.fill(topic, 500)
        before = await connection.fetch("SELECT ctid, xmin, xmax FROM outbox ORDER BY seq")
        async with relaying(outbox) as relay:
            await _published(relay, 500)
        after = await connection.fetch("SELECT ctid, xmin, xmax FROM outbox ORDER BY seq")
        assert after == before
    facts = await _arrived(outbox, topic, 500)
    assert versions(facts) == {f"record-{n}": list(range(1, 11)) for n in range(50)}


async def test_four_shards_keep_the_order_of_each_record(outbox: Outbox, topic: str) -> None:
    await outbox.fill(topic, 20_000, shards=4, keys=40)
    async with relaying(outbox, shards=4) as relay:
        await _published(relay, 20_000)
        assert [relay.is_active(shard) for shard in range(4)] == [True] * 4
    assert [relay.is_active(shard) for shard in range(4)] == [False] * 4
    facts = await _arrived(outbox, topic, 20_000)
    assert versions(facts) == {f"record-{n}": list(range(1, 501)) for n in range(40)}


async def _latencies(
    outbox: Outbox, topic: str, relay: Running, *, with_nudge: bool
) -> list[float]:
    taken = []
    async with outbox.connected() as connection:
        for version in range(1, 41):
            before = relay.published()
            await asyncio.sleep(0.03)
            await write(connection, topic, "a", version)
            began = monotonic()
            if with_nudge:
                relay.nudge.ring()
            while relay.published() == before:
                assert monotonic() - began < 5
                await asyncio.sleep(0.0005)
            taken.append(monotonic() - began)
    return sorted(taken)


async def test_polling_alone_publishes_and_a_nudge_saves_the_wait(
    outbox: Outbox, topic: str
) -> None:
    async with relaying(outbox) as relay:
        async with outbox.connected() as connection:
            await write(connection, topic, "first", 1)
        await _published(relay, 1)
        polled = await _latencies(outbox, topic, relay, with_nudge=False)
        nudged = await _latencies(outbox, topic, relay, with_nudge=True)
    tell(
        f"commit to acknowledgement: polled p50 {polled[20] * 1e3:.1f} ms,"
        f" p95 {polled[38] * 1e3:.1f}"
        f" ms, nudged p50 {nudged[20] * 1e3:.1f} ms p95 {nudged[38] * 1e3:.1f} ms"
    )
    assert nudged[20] < polled[20]
    assert len(await _arrived(outbox, topic, 81)) == 81


async def test_while_a_write_stays_open_in_any_database_the_backlog_shows_and_then_goes_on(
    outbox: Outbox, topic: str
) -> None:
    async with (
        outbox.connected() as connection,
        outbox.elsewhere() as slow,
        outbox.pool() as pool,
        relaying(outbox) as relay,
    ):
        await write(connection, topic, "a", 1)
        await _published(relay, 1)

        writing = slow.transaction()
        await writing.start()
        await slow.execute("CREATE TABLE held_open ()")
        await write(connection, topic, "a", 2)
        await write(connection, topic, "a", 3)

        async def is_old() -> bool:
            await relay.metrics.measure_backlog(pool, range(1))
            return bool(relay.metrics.oldest_seconds._value.get() > 1.5)

        await eventually(is_old)
        assert relay.metrics.lag_rows._value.get() == 2
        assert relay.published() == 1

        await writing.rollback()
        await _published(relay, 3)

        async def is_fresh() -> bool:
            await relay.metrics.measure_backlog(pool, range(1))
            return bool(relay.metrics.oldest_seconds._value.get() == 0)

        await eventually(is_fresh)
        assert relay.metrics.lag_rows._value.get() == 0
    assert [fact.version for fact in await _arrived(outbox, topic, 3)] == [1, 2, 3]


async def test_a_topic_that_does_not_exist_yet_is_waited_for(outbox: Outbox, topic: str) -> None:
    missing = f"{topic}.later"
    async with outbox.connected() as connection, relaying(outbox) as relay:
        await write(connection, topic, "a", 1)
        await _published(relay, 1)
        await write(connection, missing, "a", 2)
        await write(connection, topic, "a", 3)
        await asyncio.sleep(1)
        assert relay.published() == 1
        await asyncio.to_thread(create_topic, outbox.engines.kafka, missing)
        await _published(relay, 3)
    assert [fact.version for fact in await _arrived(outbox, missing, 1)] == [2]
    assert [fact.version for fact in await _arrived(outbox, topic, 2)] == [1, 3]


async def test_stopped_in_the_middle_it_finishes_its_batch_and_nothing_is_sent_twice(
    outbox: Outbox, topic: str
) -> None:
    await outbox.fill(topic, 40_000)
    for _ in range(3):
        async with relaying(outbox) as relay, outbox.connected() as connection:
            await _published(relay, 1)
        stands = (await claim(connection := await outbox.connect(), {0}))[0]
        await connection.close()
        assert stands.seq % BATCH_ROWS == 0
    async with relaying(outbox) as relay, outbox.connected() as connection:

        async def is_done() -> bool:
            return (await claim(connection, {0}))[0].seq == 40_000

        await eventually(is_done)
    assert len(await _arrived(outbox, topic, 40_000)) == 40_000


@pytest.mark.parametrize("place", ["after_read", "after_produce", "after_cursor"])
async def test_an_error_at_any_place_loses_nothing(outbox: Outbox, topic: str, place: str) -> None:
    await outbox.fill(topic, 2000)
    failpoints.arm(f"relay.{place}:raise::2")
    try:
        async with relaying(outbox) as relay, outbox.connected() as connection:

            async def is_done() -> bool:
                return (await claim(connection, {0}))[0].seq == 2000

            await eventually(is_done)
            # Once the cursor has moved there is no second batch to fail at.
            expected = 1 if place == "after_cursor" else 2

            async def have_failed() -> bool:
                return relay.failures("InjectedFault") == expected

            await eventually(have_failed)
    finally:
        failpoints.arm("")
    facts = await asyncio.to_thread(arrived, outbox.engines.kafka, topic)
    assert len(facts) == (6000 if place == "after_produce" else 2000)
    assert {key: first_arrivals(seen) for key, seen in versions(facts).items()} == {
        f"record-{n}": list(range(1, 41)) for n in range(50)
    }


async def test_a_database_that_drops_every_connection_is_come_back_to(
    outbox: Outbox, topic: str
) -> None:
    async with (
        outbox.connected("admin") as admin,
        outbox.connected("owner") as writer,
        relaying(outbox) as relay,
    ):
        await outbox.fill(topic, 100)
        await _published(relay, 100)
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = 'relaytest_worker'"
        )
        await outbox.fill(topic, 100, keys=7)
        await _published(relay, 200)
        assert not writer.is_closed()
    assert len(await _arrived(outbox, topic, 200)) == 200
