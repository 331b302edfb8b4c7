"""Parking: a fact that fails waits with its key, is tried again, given up, replayed, discarded."""

import asyncpg
import orjson
import pytest

from kontor_chassis.consume.consumer import BatchOf, Reaction
from kontor_chassis.errors import Kind, Refusal, ServiceUnavailable
from kontor_chassis.testing import sample
from kontor_chassis.testing.sample import Thing
from kontor_chassis.testing.stream import until
from kontor_schemas.fact import Created, Updated

FACTS = (Created[Thing], Updated[Thing])


class ThingLocked(Refusal):
    kind = Kind.LOCKED


async def due_now(bed):
    """Let every waiting retry be due at once."""
    await bed.pool.execute(
        "UPDATE parked SET next_try_at = now() WHERE consumer = $1 AND next_try_at IS NOT NULL",
        bed.name,
    )


def versions(bed, record, *numbers):
    return [
        bed.message(
            (sample.created if number == 1 else sample.updated)(sample.a_thing(record, number))
        )
        for number in numbers
    ]


@pytest.mark.parametrize("whole_batch", [False, True])
async def test_a_failing_fact_parks_its_key_and_later_ones_queue_in_order(
    bed, effects, whole_batch
):
    one, other = sample.a_thing().id, sample.a_thing().id
    effects.broken.add(str(one))
    handler = (
        BatchOf(facts=FACTS, function=effects.write_all)
        if whole_batch
        else Reaction(facts=FACTS, react=effects.write)
    )
    async with bed.running(handler):
        await bed.send(
            *versions(bed, one, 1, 2), *versions(bed, other, 1, 2, 3), *versions(bed, one, 3)
        )
        await bed.drained()
        assert await effects.of(str(other)) == [1, 2, 3]
        assert await effects.of(str(one)) == []
        rows = await bed.parked()
        assert [row["reason"] for row in rows] == [
            "thing_refused", "queued_behind", "queued_behind",
        ]  # fmt: skip
        assert [row["attempt"] for row in rows] == [1, 0, 0]
        effects.broken.clear()
        await due_now(bed)

        async def empty():
            return await bed.parked() == []

        await until(empty)
    assert await effects.of(str(one)) == [1, 2, 3]
    assert await effects.count() == 6
    assert await bed.letters() == []


async def test_a_key_stays_parked_behind_a_dead_fact(bed, effects):
    one = sample.a_thing().id
    poison, later = versions(bed, one, 1, 2)
    async with bed.running(Reaction(facts=FACTS, react=effects.write)):
        await bed.send(sample.with_headers(poison, {"ce_actor": None}))
        await bed.drained()
        await bed.send(later)
        await bed.drained()
    assert [row["state"] for row in await bed.parked()] == ["dead", "waiting"]
    assert await effects.count() == 0


async def test_a_fact_is_given_up_after_three_further_tries(bed, effects):
    one = sample.a_thing().id
    effects.broken.add(str(one))
    async with bed.running(Reaction(facts=FACTS, react=effects.write)):
        await bed.send(*versions(bed, one, 1, 2))
        await bed.drained()
        for failures in (2, 3, 4):
            await due_now(bed)

            async def failed(failures=failures):
                return (await bed.parked())[0]["attempt"] == failures

            await until(failed)
        first, second = await bed.parked()
    assert (first["state"], first["next_try_at"]) == ("dead", None)
    assert (second["state"], second["next_try_at"]) == ("waiting", None)
    (letter,) = await bed.letters()
    headers = orjson.loads(letter["headers"])
    assert headers["dlq_reason"] == "thing_refused"
    assert headers["dlq_detail"] == "ThingRefused"
    assert headers["dlq_attempts"] == "4"
    assert headers["ce_type"] == "sample.thing.created.v1"
    assert letter["payload"] == first["payload"]
    assert await effects.count() == 0


async def test_what_is_locked_is_tried_for_thirty_days(bed, effects):
    one = sample.a_thing().id
    effects.broken.add(str(one))
    effects.error = ThingLocked(retry_after=7)
    async with bed.running(Reaction(facts=FACTS, react=effects.write)):
        await bed.send(*versions(bed, one, 1))
        await bed.drained()
        (row,) = await bed.parked()
        waits = (row["next_try_at"] - row["parked_at"]).total_seconds()
        assert 6.9 < waits < 7.1
        await bed.pool.execute("UPDATE parked SET attempt = 40 WHERE consumer = $1", bed.name)
        await due_now(bed)

        async def tried():
            return (await bed.parked())[0]["attempt"] == 41

        await until(tried)
        assert (await bed.parked())[0]["state"] == "waiting"
        await bed.pool.execute(
            "UPDATE parked SET parked_at = parked_at - interval '31 days' WHERE consumer = $1",
            bed.name,
        )
        await due_now(bed)

        async def dead():
            return (await bed.parked())[0]["state"] == "dead"

        await until(dead)
    assert len(await bed.letters()) == 1


@pytest.mark.parametrize(
    "error",
    [
        ServiceUnavailable(),
        asyncpg.DeadlockDetectedError("made up"),
        asyncpg.SerializationError("made up"),
        ConnectionResetError(),
        asyncpg.InterfaceError("connection is closed"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_passes_is_waited_for_and_parks_nothing(bed, effects, error):
    one = sample.a_thing().id
    effects.broken.add(str(one))
    effects.error = error
    tries = []

    async def react(connection, received):
        tries.append(received.id)
        await effects.write(connection, received)

    async with bed.running(Reaction(facts=FACTS, react=react)):
        await bed.send(*versions(bed, one, 1, 2))

        async def tried():
            return len(tries) >= 3

        await until(tried)
        assert await bed.parked() == []
        assert await effects.count() == 0
        effects.broken.clear()
        await bed.drained()
    assert await effects.of(str(one)) == [1, 2]
    assert await bed.parked() == []


async def test_many_failures_in_one_batch(bed, effects):
    """Every second fact fails: the batch is cut until the sound ones are through."""
    things = [sample.a_thing().id for _ in range(200)]
    effects.broken |= {str(thing) for thing in things[::2]}
    async with bed.running(Reaction(facts=FACTS, react=effects.write)):
        await bed.send(*(one for thing in things for one in versions(bed, thing, 1)))
        await bed.drained()
    assert await effects.count() == 100
    assert len(await bed.parked()) == 100


async def test_a_fact_that_takes_too_long_alone_is_cut_out_of_its_batch(bed, effects):
    """The server ends a transaction after 2 s: less at a time gets through."""
    things = [sample.a_thing().id for _ in range(4)]

    async def slow(connection, received):
        await connection.execute("SELECT pg_sleep(0.8)")
        await effects.write(connection, received)

    async with bed.running(Reaction(facts=FACTS, react=slow)):
        await bed.send(*(one for thing in things for one in versions(bed, thing, 1)), partition=0)
        await bed.drained(within=30)
    assert await effects.count() == 4
    assert await bed.parked() == []


async def test_a_row_queued_while_its_predecessor_was_released_is_not_forgotten(bed, effects):
    one = sample.a_thing().id
    message = versions(bed, one, 1)[0]
    headers = {name: value.decode() for name, value in message.headers}
    await bed.pool.execute(
        "INSERT INTO parked (consumer, topic, key, fact_id, tenant_id, headers, payload, reason)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued_behind')",
        bed.name,
        bed.topic,
        str(one),
        headers["ce_id"],
        bed.tenant,
        orjson.dumps(headers).decode(),
        message.value,
    )
    async with bed.running(Reaction(facts=FACTS, react=effects.write)):

        async def released():
            return await bed.parked() == []

        await until(released)
    assert await effects.of(str(one)) == [1]
