"""How fast a mirror of a realistic state is, and how soon a single fact arrives."""

import asyncio
import resource
import statistics
import time

import pytest
import structlog

from kontor_chassis.consume.consumer import Reaction
from kontor_chassis.testing import sample
from kontor_chassis.testing.sample import Thing
from kontor_chassis.testing.stream import until
from kontor_schemas.fact import Created

_log = structlog.get_logger("figures")


async def test_a_fact_waits_for_none_of_the_200_ms_that_faststream_sleeps(bed):
    seen: dict[object, float] = {}

    async def note(_connection, received):
        seen[received.id] = time.monotonic()

    sent: dict[object, float] = {}
    async with bed.running(Reaction(facts=(Created[Thing],), react=note)):
        await bed.send(bed.message(sample.created(sample.a_thing())))

        async def warm():
            return len(seen) == 1

        await until(warm)
        for number in range(60):
            await asyncio.sleep(0.003 * (number % 17))  # no wait for something: sparse traffic
            one = bed.message(sample.created(sample.a_thing()))
            identifier = dict(one.headers)["ce_id"].decode()
            sent[identifier] = time.monotonic()
            await bed.send(one)

        async def all_seen():
            return len(seen) == 61

        await until(all_seen)
    took = sorted(seen[key] - sent[str(key)] for key in seen if str(key) in sent)
    p50, worst = statistics.median(took), took[-1]
    _log.info("sparse traffic", p50_ms=round(p50 * 1000, 1), worst_ms=round(worst * 1000, 1))
    assert len(took) == 60
    # Asleep for 200 ms, half of the facts would wait for more than 100.
    assert p50 < 0.1


@pytest.mark.long
@pytest.mark.parametrize("count", [40_000])
async def test_a_mirror_takes_in_10_000_facts_a_second_on_a_core(bed, count):
    things = [
        sample.a_thing(
            name=f"Thing {n}",
            company="Analytical Engines",
            street="St James's Square 12",
            city="London",
            country="GB",
            phone="+44 20 7946 0000",
            amount=n,
            labels=["a", "b"],
        )
        for n in range(count)
    ]
    messages = [bed.message(sample.created(thing)) for thing in things]
    for begin in range(0, count, 5000):
        await bed.send(*messages[begin : begin + 5000])
    used, began = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    async with bed.running():

        async def all_in():
            found = await bed.pool.fetchval(f"SELECT count(*) FROM {bed.mirror.table}")
            return found == count

        await until(all_in, within=60, every=0.1)
        took = time.monotonic() - began
        after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime
    _log.info("mirror", per_s=round(count / took), per_core_per_s=round(count / cpu))
    assert count / cpu >= 10_000
