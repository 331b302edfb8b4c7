"""What is old enough is forgotten, and nothing else."""

from datetime import timedelta

from kontor_automation.engine.retention import forget_old
from kontor_chassis.clock import SetClock
from services.automation.tests.bed import Bed, update


async def test_runs_are_kept_ninety_days_and_skipped_ones_seven(bed: Bed, clock: SetClock) -> None:
    await bed.rule(await bed.users(1))
    await bed.workflow(update(source="web"))
    await bed.workflow(condition={"field": "stage", "op": "eq", "value": "mql"})
    await bed.apply(bed.created(bed.lead()))
    await bed.work()
    left = []
    for days in (0, 6, 2, 81, 2):
        clock.advance(timedelta(days=days))
        await forget_old(bed.bench.runtime)
        runs = await bed.runs()
        steps = sum([len(await bed.steps(run["id"])) for run in runs])
        left.append((len(runs), steps, len(await bed.logs())))
    assert left == [(3, 2, 1), (3, 2, 1), (2, 2, 1), (2, 2, 1), (0, 0, 0)]


async def test_what_is_not_over_is_kept_however_old(bed: Bed, clock: SetClock) -> None:
    await bed.rule(await bed.users(1, status="suspended"))
    await bed.apply(bed.created(bed.lead()))
    clock.advance(timedelta(days=400))
    await forget_old(bed.bench.runtime)
    assert [run["state"] for run in await bed.runs()] == ["waiting"]
    assert await bed.logs() == []


async def test_records_that_are_gone_are_forgotten(bed: Bed, clock: SetClock) -> None:
    lead = bed.lead()
    await bed.apply(bed.created(lead), bed.deleted(lead))
    count = "SELECT count(*) FROM lead_mirror WHERE tenant_id = $1"
    assert await bed.pool.fetchval(count, bed.tenant) == 1
    clock.advance(timedelta(days=36))
    await forget_old(bed.bench.runtime)
    assert await bed.pool.fetchval(count, bed.tenant) == 0
