"""Leases: whoever took one last may move the position, from where it stands, and nobody else."""

from dataclasses import replace
from uuid import uuid4

import pytest

from kontor_chassis.consume import lease
from kontor_chassis.consume.lease import Fenced, Move, Wanted


@pytest.fixture
def name():
    return f"lease-{uuid4().hex[:8]}"


WANTED = [
    Wanted(topic="t", partition=0, topic_id=uuid4(), start=5),
    Wanted(topic="t", partition=1, topic_id=uuid4(), start=0),
]


def move(held, after):
    return Move(
        topic=held.topic,
        partition=held.partition,
        epoch=held.epoch,
        before=held.next,
        after=after,
    )


async def test_a_new_consumer_begins_where_it_is_told(pool, name):
    async with pool.acquire() as connection:
        taken = await lease.take(connection, name, WANTED)
        assert [(one.partition, one.next, one.epoch) for one in taken] == [(0, 5, 1), (1, 0, 1)]
        again = await lease.take(connection, name, WANTED)
        assert [(one.partition, one.next, one.epoch) for one in again] == [(0, 5, 2), (1, 0, 2)]


async def test_only_the_last_taker_moves_a_position(pool, name):
    async with pool.acquire() as connection:
        first, _ = await lease.take(connection, name, WANTED)
        second, _ = await lease.take(connection, name, WANTED)
        with pytest.raises(Fenced):
            await lease.move(connection, name, [move(first, 9)])
        with pytest.raises(Fenced):
            await lease.hold(connection, name, [move(first, 9)])
        await lease.hold(connection, name, [move(second, 9)])
        await lease.move(connection, name, [move(second, 9)])
        with pytest.raises(Fenced):  # it stands elsewhere now
            await lease.move(connection, name, [move(second, 12)])
        await lease.move(connection, name, [move(replace(second, next=9), 12)])


async def test_one_position_that_is_not_ours_fences_the_batch(pool, name):
    async with pool.acquire() as connection:
        mine, other = await lease.take(connection, name, WANTED)
        await lease.take(connection, name, WANTED[1:])
        with pytest.raises(Fenced):
            await lease.move(connection, name, [move(mine, 9), move(other, 9)])


async def test_another_topic_of_the_same_name_is_read_from_its_start(pool, name):
    async with pool.acquire() as connection:
        mine, _ = await lease.take(connection, name, WANTED)
        await lease.move(connection, name, [move(mine, 9)])
        made_again = [replace(WANTED[0], topic_id=uuid4(), start=3)]
        (taken,) = await lease.take(connection, name, made_again)
        assert (taken.next, taken.epoch) == (0, 2)
