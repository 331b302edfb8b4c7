"""Snapshots: a new consumer learns what was there before it, and goes on behind it."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from kontor_chassis.consume import snapshots
from kontor_chassis.consume.snapshots import SnapshotOrder, emit_snapshot
from kontor_chassis.consume.topic_ids import TopicIds
from kontor_chassis.errors import ServiceUnavailable
from kontor_chassis.testing import sample
from kontor_chassis.testing.sample import Message
from kontor_chassis.testing.stream import until


class Owner:
    """The owner of the sample record: its present states, and a relay for what it sends."""

    def __init__(self, bed):
        self.bed = bed
        self.states = []
        self.asked = []
        self.away = 0
        self.relayed = 0

    async def ask(self, order):
        self.asked.append(order)
        if len(self.asked) <= self.away:
            raise ServiceUnavailable
        owner = snapshots.Owner(
            service="sample", pool=self.bed.pool, topics=TopicIds(self.bed.stream.bootstrap)
        )
        answer = await emit_snapshot(owner, order, self.page, datetime.now(UTC))
        await self.relay()
        return answer

    async def page(self, after, limit):
        begin = int(after or 0)
        end = begin + min(limit, 300)
        states = [(self.bed.tenant, thing) for thing in self.states[begin:end]]
        return states, str(end) if end < len(self.states) else None

    async def relay(self):
        rows = await self.bed.pool.fetch(
            "SELECT key, headers, payload FROM outbox WHERE topic = $1 AND seq > $2"
            " ORDER BY xid, seq",
            self.bed.intake,
            self.relayed,
        )
        self.relayed = await self.bed.pool.fetchval("SELECT max(seq) FROM outbox")
        await self.bed.stream.send(
            self.bed.intake,
            [
                Message(
                    key=row["key"].encode(),
                    value=row["payload"],
                    headers=[(k, v.encode()) for k, v in orjson.loads(row["headers"]).items()],
                )
                for row in rows
            ],
        )


@pytest.fixture
def owner(bed):
    return Owner(bed)


async def states_of(bed):
    return {record: row["amount"] for record, row in (await bed.mirrored()).items()}


async def test_a_new_consumer_has_every_state_and_the_facts_behind_them(bed, owner):
    owner.states = bed.things(450)
    gone_by = [bed.message(sample.created(one)) for one in owner.states[-5:]]
    await bed.send(*gone_by, partition=0)
    async with bed.running(ask_snapshot=owner.ask):

        async def arrived():
            return len(await bed.mirrored()) == 450

        await until(arrived)
        changed = owner.states[0].model_copy(update={"version": 2, "amount": 99})
        await bed.send(bed.message(sample.updated(changed)), partition=0)
        await bed.drained()
    expected = {one.id: one.amount for one in owner.states} | {changed.id: 99}
    assert await states_of(bed) == expected
    assert await bed.inbox() == 451  # the five facts before the snapshot were not read
    assert [order.after for order in owner.asked] == [None, "300"]


async def test_an_old_consumer_asks_for_nothing(bed, owner):
    async with bed.running():
        await bed.send(bed.message(sample.created(sample.a_thing())))
        await bed.drained()
    async with bed.running(ask_snapshot=owner.ask):
        await bed.send(bed.message(sample.created(sample.a_thing())))
        await bed.drained()
    assert owner.asked == []


async def test_an_owner_that_is_away_is_asked_until_it_answers(bed, owner):
    owner.states = bed.things(3)
    owner.away = 2
    async with bed.running(ask_snapshot=owner.ask):

        async def arrived():
            return len(await bed.mirrored()) == 3

        await until(arrived)
    assert len(owner.asked) == 3


async def test_a_late_snapshot_brings_nothing_back(bed, owner):
    deleted, erased, newer = bed.things(3)
    owner.states = [deleted, erased, newer]
    async with bed.running():
        await bed.send(
            bed.message(sample.deleted(deleted.id, 2)),
            bed.message(sample.ThingErased(id=erased.id, version=2)),
            bed.message(sample.updated(newer.model_copy(update={"version": 3, "name": "Newer"}))),
        )
        await bed.drained()
        await owner.ask(SnapshotOrder(record="sample.thing", consumer=bed.name))

        async def all_in():
            return await bed.inbox() == 6

        await until(all_in)
    rows = await bed.mirrored()
    assert rows[newer.id]["name"] == "Newer"
    for one in (deleted, erased):
        assert (rows[one.id]["version"], rows[one.id]["name"]) == (2, None)
        assert rows[one.id]["gone_at"] is not None


async def test_a_snapshot_mends_a_damaged_mirror(bed, owner):
    owner.states = bed.things(3)
    async with bed.running():
        await bed.send(*(bed.message(sample.created(one)) for one in owner.states))
        await bed.drained()
        await bed.pool.execute(f"UPDATE {bed.mirror.table} SET amount = -1")
        await owner.ask(SnapshotOrder(record="sample.thing", consumer=bed.name))

        async def mended():
            return await states_of(bed) == {one.id: one.amount for one in owner.states}

        await until(mended)


async def test_what_is_gone_for_long_is_forgotten(bed):
    stays, goes = bed.things(2)
    async with bed.running():
        await bed.send(bed.message(sample.created(stays)), bed.message(sample.purged(goes.id, 2)))
        await bed.drained()
    async with bed.pool.acquire() as connection:
        later = datetime.now(UTC) + timedelta(seconds=5)
        assert await bed.mirror.forget_gone(connection, later - timedelta(days=35)) == 0
        assert await bed.mirror.forget_gone(connection, later) == 1
    assert set(await bed.mirrored()) == {stays.id}
