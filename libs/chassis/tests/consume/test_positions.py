"""Positions: the rows of our database say where a member goes on, whatever the broker thinks."""

import asyncio
from collections import Counter

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from kontor_chassis import failpoints
from kontor_chassis.consume.consumer import Reaction
from kontor_chassis.testing import sample
from kontor_chassis.testing.sample import Message, Thing
from kontor_chassis.testing.stream import until
from kontor_schemas.fact import Created

FACTS = (Created[Thing],)


def reaction(seen):
    async def react(_connection, received):
        seen[received.key] += 1

    return Reaction(facts=FACTS, react=react)


async def sent(bed, count, partition=None):
    things = bed.things(count)
    await bed.send(*(bed.message(sample.created(one)) for one in things), partition=partition)
    return [str(one.id) for one in things]


async def test_the_brokers_offset_is_only_told_never_asked(bed, seen):
    """The group's offset is put far ahead: a member still goes on where its rows say."""
    first = await sent(bed, 5, partition=0)
    async with bed.running(reaction(seen)):
        await bed.drained()
    second = await sent(bed, 5, partition=0)
    other = AIOKafkaConsumer(bootstrap_servers=bed.stream.bootstrap, group_id=bed.name)
    await other.start()
    other.assign([TopicPartition(bed.topic, 0)])
    assert await other.committed(TopicPartition(bed.topic, 0)) == 5
    await other.commit({TopicPartition(bed.topic, 0): 10})
    await other.stop()
    async with bed.running(reaction(seen)):
        await bed.drained()
    assert seen == Counter([*first, *second])


async def test_a_message_ahead_of_the_position_is_asked_for_again(bed, seen):
    """After a seek the client may still hand out what it had fetched before it."""
    await sent(bed, 3, partition=0)
    async with bed.running(reaction(seen)) as runner:
        await bed.drained()
        placement = runner._placement
        (claim,) = [one for one in placement.claims if one.place == (bed.topic, 0)]
        ahead = [record_at(bed, 9)]
        assert placement.accept(ahead) == []
        # Asked for offset 3, the broker has nothing but 9: what lay between is gone.
        assert placement.accept(ahead) == [(claim, tuple(ahead))]
        claim.sought = False
        assert placement.accept([record_at(bed, 1)]) == []
        assert claim not in placement.claims
        keys = await sent(bed, 2, partition=0)
        await bed.drained()
    assert all(seen[key] == 1 for key in keys)


def record_at(bed, offset):
    one = bed.message(sample.created(sample.a_thing()))
    return ConsumerRecord(
        topic=bed.topic,
        partition=0,
        offset=offset,
        timestamp=0,
        timestamp_type=0,
        key=one.key,
        value=one.value,
        checksum=None,
        serialized_key_size=0,
        serialized_value_size=0,
        headers=one.headers,
    )


async def test_a_topic_made_again_under_its_name_is_read_from_its_start(bed, seen):
    before = await sent(bed, 5, partition=0)
    async with bed.running(reaction(seen)):
        await bed.drained()
    await bed.stream.drop(bed.topic)
    await bed.stream.make(bed.topic)
    after = await sent(bed, 8, partition=0)
    async with bed.running(reaction(seen)):
        await bed.drained()
    assert seen == Counter([*before, *after])


async def test_a_topic_made_again_while_it_is_read(bed, seen):
    before = await sent(bed, 5, partition=0)
    async with bed.running(reaction(seen)):
        await bed.drained()
        await bed.stream.drop(bed.topic)
        await asyncio.sleep(0.5)  # a broker that comes back empty takes longer than that
        await bed.stream.make(bed.topic)
        after = await sent(bed, 8, partition=0)
        await bed.drained(within=40)
    assert seen == Counter([*before, *after])


async def test_the_same_facts_sent_again_change_nothing(bed, seen):
    """The broker lost its data and the relay sends again: the inbox absorbs what was applied."""
    messages = [bed.message(sample.created(one)) for one in bed.things(6)]
    await bed.send(*messages)
    async with bed.running(reaction(seen)):
        await bed.drained()
        await bed.send(*messages)
        await bed.drained()
    await bed.stream.drop(bed.topic)
    await bed.stream.make(bed.topic)
    await bed.send(*messages)
    async with bed.running(reaction(seen)):
        await bed.drained()
    assert set(seen.values()) == {1}
    assert len(seen) == 6


@pytest.mark.parametrize(
    "point",
    ["consume.before_batch", "consume.before_commit", "consume.after_commit_before_offset"],
)
async def test_a_batch_that_fails_at_any_point_is_taken_in_once(bed, point):
    failpoints.arm(f"{point}:raise::2")
    keys = await sent(bed, 5, partition=0)
    async with bed.running():
        await bed.drained()
    assert {str(record) for record in await bed.mirrored()} == set(keys)
    assert await bed.inbox() == 5
    assert await bed.parked() == []


async def test_expired_messages_are_a_noted_gap_not_a_stand_still(bed, seen):
    await sent(bed, 4, partition=0)
    async with bed.running(reaction(seen)):
        await bed.drained()
    await sent(bed, 4, partition=0)
    admin = AIOKafkaAdminClient(bootstrap_servers=bed.stream.bootstrap)
    await admin.start()
    await admin.delete_records({TopicPartition(bed.topic, 0): RecordsToDelete(before_offset=7)})
    await admin.close()
    async with bed.running(reaction(seen)):
        await bed.drained()
    assert sum(seen.values()) == 5
    assert await bed.positions() == {0: 8, 1: 0}


async def test_offsets_have_holes(bed, seen):
    """Compaction removes messages, and markers of transactions are none: both leave holes."""
    producer = AIOKafkaProducer(
        bootstrap_servers=bed.stream.bootstrap, transactional_id=f"holes-{bed.name}"
    )
    await producer.start()
    keys = []
    for thing in bed.things(6):
        one = bed.message(sample.created(thing))
        async with producer.transaction():
            await producer.send(bed.topic, one.value, key=one.key, headers=one.headers, partition=0)
        keys.append(str(thing.id))
    await producer.stop()
    assert await bed.ends() == {0: 12, 1: 0}
    async with bed.running(reaction(seen), max_records=1):

        async def all_seen():
            return seen == Counter(keys)

        await until(all_seen)
    assert await bed.positions() == {0: 11, 1: 0}
    assert await bed.parked() == []


async def test_the_database_may_be_away_when_partitions_are_assigned(bed, seen):
    """Assignment waits for the database; the member stays in its group and loses nothing."""
    keys = await sent(bed, 5)
    admin = await asyncpg.connect(**bed.database["owner"])
    await admin.execute("REVOKE SELECT, INSERT, UPDATE ON consumer_offset FROM sample_worker")
    try:
        async with bed.running(reaction(seen)) as runner:

            async def joined():
                return runner._events and runner._events.client.assignment()

            await until(joined)
            await asyncio.sleep(0.3)  # several tries fail meanwhile
            assert runner._placement.claims == ()
            assert not seen
            await admin.execute("GRANT SELECT, INSERT, UPDATE ON consumer_offset TO sample_worker")
            await bed.drained()
    finally:
        await admin.execute("GRANT SELECT, INSERT, UPDATE ON consumer_offset TO sample_worker")
        await admin.close()
    assert seen == Counter(keys)


async def test_backends_killed_under_a_consumer(bed):
    """Connections break at any moment: nothing is lost, nothing parked."""
    admin = await asyncpg.connect(**{**bed.database["worker"], "server_settings": {}})
    things = bed.things(600)
    async with bed.running(max_records=20):
        for begin in range(0, 600, 60):
            batch = [bed.message(sample.created(one)) for one in things[begin : begin + 60]]
            await bed.send(*batch)
            await admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND usename = 'sample_worker'"
                " AND datname = current_database()"
            )
        await bed.drained(within=30)
    await admin.close()
    assert len(await bed.mirrored()) == 600
    assert await bed.parked() == []


@pytest.mark.parametrize("count", [60, pytest.param(2000, marks=pytest.mark.long)])
async def test_messy_delivery(bed, count, seen):
    """Each fact once to five times, shuffled, the last part replayed: the state is the same."""
    import random

    rng = random.Random(17)
    ids = [sample.a_thing().id for _ in range(count)]
    facts: list[Message] = []
    last = {}
    for record in ids:
        for version in range(1, rng.randint(2, 6)):
            thing = sample.a_thing(record, version, name=f"V{version}", amount=version)
            make = sample.created if version == 1 else sample.updated
            facts.append(bed.message(make(thing)))
            last[record] = (version, f"V{version}", None)
    for record in rng.sample(ids, count // 4):
        version = last[record][0] + 1
        facts.append(bed.message(sample.deleted(record, version)))
        last[record] = (version, None, "gone")
    messy = [fact for fact in facts for _ in range(rng.randint(1, 5))]
    rng.shuffle(messy)
    async with bed.running(bed.mirror, reaction(seen)):
        await bed.send(*messy)
        await bed.drained()
        await bed.send(*messy[-len(messy) // 4 :])
        await bed.drained()
    found = {
        record: (row["version"], row["name"], row["gone_at"] and "gone")
        for record, row in (await bed.mirrored()).items()
    }
    assert found == last
    assert set(seen.values()) == {1}
    assert await bed.inbox() == len(facts)
