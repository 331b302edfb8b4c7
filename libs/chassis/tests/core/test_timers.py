"""Timers fire once, never early; jobs run in one process at a time."""

import asyncio
from datetime import timedelta

from kontor_chassis.clock import SetClock
from kontor_chassis.definition import PeriodicJob
from kontor_chassis.jobs import periodic, timers
from kontor_chassis.runtime import Runtime
from kontor_chassis.testing.bench import Bench


async def fire(bench: Bench) -> None:
    while await timers._fire_due(bench.runtime, bench.runtime.definition.timers):
        pass


async def test_a_timer_fires_once_and_never_early(
    bench: Bench, clock: SetClock, fired: list[tuple[str, int]]
) -> None:
    async with bench.writing() as ctx:
        timers.set_timer(ctx, "t", ctx.now + timedelta(minutes=5), "ring", {"what": "bell"})
    clock.advance(timedelta(minutes=4, seconds=59))
    await fire(bench)
    assert fired == []
    clock.advance(timedelta(seconds=1))
    await asyncio.gather(*(fire(bench) for _ in range(5)))
    assert fired == [("t", 1)]
    assert [fact.data["state"]["title"] for fact in await bench.facts()] == ["rang bell"]


async def test_a_moved_timer_fires_at_its_new_time_only(
    bench: Bench, clock: SetClock, fired: list[tuple[str, int]]
) -> None:
    for minutes in (5, 20):
        async with bench.writing() as ctx:
            at = ctx.now + timedelta(minutes=minutes)
            timers.set_timer(ctx, "t", at, "ring", {"what": str(minutes)})
    clock.advance(timedelta(minutes=10))
    await fire(bench)
    assert fired == []
    clock.advance(timedelta(minutes=10))
    await fire(bench)
    assert [fact.data["state"]["title"] for fact in await bench.facts()] == ["rang 20"]


async def test_a_timer_of_a_dead_process_is_fired_by_the_next(
    bench: Bench, clock: SetClock, fired: list[tuple[str, int]]
) -> None:
    async with bench.writing() as ctx:
        timers.set_timer(ctx, "t", ctx.now, "ring", {"what": "bell"})
    # Claimed by a process that died: the row stands under a lease.
    await bench.runtime.worker_pool.fetch(timers._CLAIM, clock.now(), timers._LEASE)
    await fire(bench)
    assert fired == []
    clock.advance(timedelta(seconds=31))
    await fire(bench)
    assert fired == [("t", 2)]
    assert len(await bench.facts()) == 1


async def test_a_periodic_job_is_claimed_by_one_of_five(runtime: Runtime, clock: SetClock) -> None:
    runs: list[int] = []

    async def count(_: Runtime) -> None:
        runs.append(1)

    job = PeriodicJob(name="counting", every=timedelta(minutes=1), run=count)
    for _ in range(3):
        claimed = await asyncio.gather(*(periodic._claim(runtime, job) for _ in range(5)))
        assert claimed.count(True) == 1
        clock.advance(timedelta(minutes=1))


async def test_a_failing_job_is_noted_and_tried_again(runtime: Runtime, clock: SetClock) -> None:
    async def fail(_: Runtime) -> None:
        raise LookupError

    job = PeriodicJob(name="failing", every=timedelta(minutes=1), run=fail)
    assert await periodic._claim(runtime, job)
    await periodic._run_once(runtime, job)
    fault = await runtime.worker_pool.fetchval(
        "SELECT last_error FROM periodic_job WHERE name = 'failing'"
    )
    assert fault == "LookupError"
    clock.advance(timedelta(minutes=1))
    assert await periodic._claim(runtime, job)


async def test_a_timer_nobody_knows_waits_and_holds_up_no_other(
    bench: Bench, clock: SetClock, fired: list[tuple[str, int]]
) -> None:
    async with bench.writing() as ctx:
        timers.set_timer(ctx, "a", ctx.now, "of a newer version", {})
        timers.set_timer(ctx, "b", ctx.now, "ring", {"what": "bell"})
    await fire(bench)
    assert fired == [("b", 1)]
    clock.advance(timedelta(seconds=31))
    newer = {**bench.runtime.definition.timers, "of a newer version": on_ring_quietly}
    assert await timers._fire_due(bench.runtime, newer) == 1
    assert await timers._fire_due(bench.runtime, newer) == 0


async def on_ring_quietly(_ctx: object, _firing: object) -> None:
    return
