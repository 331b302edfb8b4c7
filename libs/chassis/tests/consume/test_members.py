"""Members of a group: they come, go, freeze and die, and every fact takes effect exactly once."""

import asyncio
import random
import signal
import sys
import time
from contextlib import asynccontextmanager
from dataclasses import asdict, replace

import orjson
import psutil
import pytest

from kontor_chassis.consume.consumer import Reaction
from kontor_chassis.testing import sample
from kontor_chassis.testing.member import subscriptions
from kontor_chassis.testing.sample import Thing
from kontor_chassis.testing.stream import until
from kontor_schemas.fact import Created

MEMBER = "kontor_chassis.testing.member"


@asynccontextmanager
async def process(order, **changed):
    """Run a member as a process for the duration of a block; killed at the end if need be."""
    told = orjson.dumps(asdict(replace(order, **changed))).decode()
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", MEMBER, told,
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


def changes(bed, records, versions):
    """Messages of all versions of some records, in the order of versions."""
    ids = [sample.a_thing().id for _ in range(records)]
    return [
        bed.message(
            (sample.created if version == 1 else sample.updated)(
                sample.a_thing(record, version, name=f"Version {version}", amount=version)
            )
        )
        for version in range(1, versions + 1)
        for record in ids
    ]


async def applied(bed, order):
    return await bed.pool.fetchval(f"SELECT count(*) FROM {order.effects}")


async def check_exactly_once(bed, order, messages):
    """Every fact has one effect, each record's in order, and the mirror holds the last state."""
    rows = await bed.pool.fetch(f"SELECT fact, key, v FROM {order.effects} ORDER BY n")
    sent = sorted(dict(one.headers)["ce_id"].decode() for one in messages)
    assert sorted(str(row["fact"]) for row in rows) == sent
    heard: dict[str, list[int]] = {}
    for row in rows:
        heard.setdefault(row["key"], []).append(row["v"])
    assert all(found == list(range(1, len(found) + 1)) for found in heard.values())
    mirrored = await bed.mirrored()
    assert {str(key): row["amount"] for key, row in mirrored.items()} == {
        key: len(found) for key, found in heard.items()
    }
    assert await bed.parked() == []


@pytest.mark.parametrize(
    "point",
    ["consume.before_commit", "consume.after_commit_before_offset", "member.mid_batch"],
)
async def test_killed_in_the_middle_of_a_batch(bed, order, point):
    messages = changes(bed, 20, 5)
    await bed.send(*messages)
    for _ in range(3):
        async with process(order, member="m", faults=f"{point}:kill", max_records=7) as child:
            assert await asyncio.wait_for(child.wait(), 20) == -signal.SIGKILL
    async with process(order, member="m") as child:
        await bed.drained()
        child.terminate()
        assert await asyncio.wait_for(child.wait(), 15) == 0
    await check_exactly_once(bed, order, messages)


@pytest.mark.parametrize("point", ["consume.before_batch", "consume.before_commit"])
@pytest.mark.parametrize(
    "name", ["same", pytest.param("", marks=pytest.mark.long)], ids=["static", "dynamic"]
)
async def test_a_frozen_member_is_fenced_off(bed, order, name, point):
    """It sleeps past the group's patience inside a batch, wakes, and moves nothing any more."""
    messages = changes(bed, 20, 6)
    await bed.send(*messages[:40])
    faults = f"{point}:stop::1"
    async with process(order, member=name, faults=faults, max_records=10) as frozen:

        async def stands_still():
            return psutil.Process(frozen.pid).status() == psutil.STATUS_STOPPED

        await until(stands_still)
        await bed.send(*messages[40:])
        async with process(order, member=name) as successor:
            await bed.drained(within=30)
            frozen.send_signal(signal.SIGCONT)
            more = changes(bed, 20, 3)
            await bed.send(*more)
            await bed.drained()
            took = await leases_taken(bed)
            late = changes(bed, 5, 1)
            for one in late:
                await bed.send(one)
                await bed.drained()
            # The two do not go on fencing each other off.
            assert await leases_taken(bed) - took <= 4
            successor.terminate()
            assert await asyncio.wait_for(successor.wait(), 15) == 0
    await check_exactly_once(bed, order, [*messages, *more, *late])


async def leases_taken(bed):
    return await bed.pool.fetchval(
        "SELECT sum(epoch) FROM consumer_offset WHERE consumer = $1", bed.name
    )


async def storm(bed, order, turns, seconds):
    """Let members of one process join and leave at random while facts arrive."""
    rng = random.Random(order.consumer)
    consumer = subscriptions(order).subscriptions
    sent, going = [], True

    async def produce():
        while going:
            batch = changes(bed, 3, 3)
            sent.extend(batch)
            await bed.send(*batch)
            await asyncio.sleep(0.02)

    async def come_and_go():
        for _ in range(turns):
            async with bed.running(*consumer, session_timeout_ms=6000, max_records=20):
                await asyncio.sleep(rng.uniform(0.3, seconds))

    async with bed.running(*consumer, session_timeout_ms=6000, max_records=20):
        producing = asyncio.create_task(produce())
        await asyncio.gather(come_and_go(), come_and_go())
        going = False
        await producing
        await bed.drained(within=30)
    return sent


async def test_members_come_and_go(bed, order):
    sent = await storm(bed, order, turns=4, seconds=1.0)
    assert len(sent) > 50
    await check_exactly_once(bed, order, sent)


@pytest.mark.long
@pytest.mark.timeout(400)
async def test_a_storm_of_members(bed, order):
    sent = await storm(bed, order, turns=40, seconds=3.0)
    await check_exactly_once(bed, order, sent)


async def test_a_static_member_comes_back_to_its_partitions(bed):
    """A restart under the same name disturbs nobody: the other member keeps its leases."""
    facts = (Created[Thing],)

    async def react(_connection, _received):
        pass

    async def epochs():
        rows = await bed.pool.fetch(
            "SELECT partition, epoch FROM consumer_offset WHERE consumer = $1 AND topic = $2",
            bed.name,
            bed.topic,
        )
        return {row["partition"]: row["epoch"] for row in rows}

    reaction = Reaction(facts=facts, react=react)
    async with bed.running(reaction, member="a") as first:

        async def all_mine():
            return len(first._placement.claims) == 4

        await until(all_mine)
        async with bed.running(reaction, member="b") as second:

            async def shared():
                return len(first._placement.claims) == len(second._placement.claims) == 2

            await until(shared)
            kept = {claim.place for claim in first._placement.claims}
        before = await epochs()
        async with bed.running(reaction, member="b") as again:

            async def back():
                return len(again._placement.claims) == 2

            began = time.monotonic()
            await until(back)
            took = time.monotonic() - began
        after = await epochs()
        assert {claim.place for claim in first._placement.claims} == kept
        for place in kept:
            if place.topic == bed.topic:
                assert after[place.partition] == before[place.partition]
        assert took < 5
