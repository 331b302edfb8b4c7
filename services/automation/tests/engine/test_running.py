"""Runs through their steps: once, in order, whatever the other side answers."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import orjson
import pytest

from kontor_automation.app import ENGINE
from kontor_automation.engine import claims
from kontor_chassis.clock import SetClock
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.stream import until
from services.automation.tests import owner as owners
from services.automation.tests.bed import Bed, mail, update


async def only_run(bed: Bed) -> dict[str, Any]:
    [run] = await bed.runs()
    return run


async def told(bed: Bed) -> list[str]:
    return [fact.type for fact in await bed.bench.facts() if ".run." in fact.type]


async def test_an_answer_that_is_lost_is_asked_for_again(bed: Bed) -> None:
    bed.owner.after = owners.cutting()
    await bed.rule(await bed.users(1))
    await bed.apply(bed.created(bed.lead()))
    await bed.work()
    run = await only_run(bed)
    assert run["state"] == "succeeded"
    assert len(bed.effects()) == 1
    assert bed.owner.asked[f"run:{run['id']}:0"] == 2


async def test_an_owner_that_is_away_is_asked_later_in_the_same_words(
    bed: Bed, clock: SetClock
) -> None:
    bed.owner.before = owners.refusing(423, "record_held")
    await bed.rule(await bed.users(1), next_step="Call", next_step_in_days=1)
    await bed.apply(bed.created(bed.lead()))
    await bed.work()
    run = await only_run(bed)
    assert (run["state"], run["code"]) == ("queued", "record_held")
    assert clock.now() < run["next_try_at"] < clock.now() + timedelta(seconds=1)
    [step] = await bed.steps(run["id"])
    assert (step["state"], step["attempt"], step["ended_at"]) == ("queued", 1, None)
    body = orjson.loads(step["arguments"])["body"]

    assert await bed.work() == 0
    clock.advance(timedelta(days=1))
    await bed.work()
    [step] = await bed.steps(run["id"])
    assert (step["state"], step["attempt"]) == ("queued", 2)
    bed.owner.act_as_usual()
    clock.advance(timedelta(minutes=10))
    await bed.work()
    assert (await only_run(bed))["state"] == "succeeded"
    [effect] = bed.effects()
    assert effect.body == body


async def test_waits_between_tries_grow_and_are_bounded(bed: Bed, clock: SetClock) -> None:
    bed.owner.before = owners.refusing(429, "rate_limited")
    await bed.workflow()
    await bed.apply(bed.created(bed.lead()))
    waits = []
    for _ in range(14):
        await bed.work()
        run = await only_run(bed)
        waits.append((run["next_try_at"] - clock.now()).total_seconds())
        clock.advance(run["next_try_at"] - clock.now())
    assert 0.375 <= waits[0] <= 0.625
    assert all(225 <= wait <= 375 for wait in waits[-3:])
    assert all(later > earlier for earlier, later in pairwise(waits[:9]))


async def test_a_refusal_ends_the_run_and_later_steps_are_not_begun(bed: Bed) -> None:
    bed.owner.before = owners.refusing(404, "record_unknown")
    await bed.workflow(update("first", source="web"), update("second", source="fair"))
    await bed.apply(bed.created(bed.lead()))
    await bed.work()
    run = await only_run(bed)
    assert (run["state"], run["code"]) == ("failed", "record_unknown")
    steps = [(step["state"], step["code"]) for step in await bed.steps(run["id"])]
    assert steps == [("failed", "record_unknown"), ("queued", None)]
    arguments = [orjson.loads(step["arguments"]) for step in await bed.steps(run["id"])]
    assert arguments == [{}, {}]
    assert bed.effects() == []
    [fact] = [fact for fact in await bed.bench.facts() if ".run." in fact.type]
    assert fact.type == "automation.run.failed.v1"
    assert (fact.data["step"], fact.data["code"]) == ("first", "record_unknown")
    assert await bed.work() == 0


async def test_a_refused_assignment_gives_the_turn_back(bed: Bed) -> None:
    users = await bed.users(3)
    rule = await bed.rule(users)
    bed.owner.before = owners.refusing(404, "record_unknown", times=1)
    await bed.apply(bed.created(bed.lead()))
    await bed.work()
    assert (await only_run(bed))["state"] == "failed"
    assert orjson.loads((await bed.turns(rule))["served"]) == {}
    await bed.apply(*(bed.created(bed.lead()) for _ in range(3)))
    await bed.work()
    assert sorted(effect.body["owner"] for effect in bed.effects()) == sorted(map(str, users))


async def test_after_forty_hours_nobody_can_tell(bed: Bed, clock: SetClock) -> None:
    bed.owner.before = owners.refusing(423, "record_held")
    await bed.workflow()
    await bed.apply(bed.created(bed.lead()))
    await bed.work()
    clock.advance(timedelta(hours=40, seconds=1))
    bed.owner.act_as_usual()
    await bed.work()
    run = await only_run(bed)
    assert (run["state"], run["code"]) == ("unknown", "tried_too_long")
    assert bed.effects() == []
    assert await told(bed) == ["automation.run.step_left_unknown.v1"]


async def test_within_forty_hours_it_is_still_done(bed: Bed, clock: SetClock) -> None:
    bed.owner.before = owners.refusing(423, "record_held")
    await bed.workflow()
    await bed.apply(bed.created(bed.lead()))
    await bed.work()
    clock.advance(timedelta(hours=39, minutes=59))
    bed.owner.act_as_usual()
    await bed.work()
    assert (await only_run(bed))["state"] == "succeeded"


async def test_runs_of_one_record_go_one_at_a_time_in_their_order(bed: Bed) -> None:
    bed.owner.before = owners.slowly
    await bed.workflow(on="contacts.lead.updated.v1")
    old = bed.lead()
    facts = []
    for version in range(2, 14):
        new = bed.lead(old.id, version, source=f"s{version}")
        facts.append(bed.updated(old, new))
        old = new
    await bed.apply(*facts)
    await bed.work()
    causes = [effect.headers["kontor-causation-id"] for effect in bed.effects()]
    assert causes == [str(fact.id) for fact in facts]
    assert bed.owner.most_at_work[f"/api/v1/leads/{old.id}"] == 1


async def test_runs_of_other_records_do_not_wait(bed: Bed) -> None:
    held: set[UUID] = set()

    async def hold(request: Any) -> Any:
        is_held = any(str(record) in request.path for record in held)
        return owners.refusal(423, "record_held") if is_held else None

    bed.owner.before = hold
    await bed.workflow()
    leads = [bed.lead() for _ in range(4)]
    held.add(leads[0].id)
    await bed.apply(*(bed.created(lead) for lead in leads))
    await bed.work()
    assert [run["state"] for run in await bed.runs()] == ["queued", *["succeeded"] * 3]


async def test_a_long_queue_of_one_tenant_holds_up_nobody_else(bed: Bed) -> None:
    """Of what is due, every rule of every tenant gets its share of the next claim."""
    await bed.workflow()
    await bed.apply(*(bed.created(bed.lead()) for _ in range(60)))
    other = Bed(Bench(bed.bench.runtime), bed.owner, bed.mail_server)
    await other.workflow()
    await other.apply(other.created(other.lead()))
    now = bed.bench.runtime.clock.now()
    claimed = await claims.claim(bed.pool, now, timedelta(seconds=20), 8)
    await other.leave_nothing_to_do()
    tenants = [run.origin.tenant for run in claimed]
    assert tenants.count(other.tenant) == 1
    assert tenants.count(bed.tenant) == 7


async def test_two_processes_never_claim_the_same_run(bed: Bed) -> None:
    await bed.workflow()
    await bed.apply(*(bed.created(bed.lead()) for _ in range(40)))
    now = bed.bench.runtime.clock.now()
    taken = await asyncio.gather(
        *(claims.claim(bed.pool, now, timedelta(seconds=20), 8) for _ in range(6))
    )
    mine = [run.origin.run for runs in taken for run in runs if run.origin.tenant == bed.tenant]
    assert len(mine) == len(set(mine))
    assert len(mine) >= 8


async def test_who_lost_the_lease_notes_nothing(bed: Bed) -> None:
    await bed.workflow()
    await bed.apply(bed.created(bed.lead()))
    now, lease = bed.bench.runtime.clock.now(), timedelta(seconds=20)
    [first] = [
        r for r in await claims.claim(bed.pool, now, lease, 9) if r.origin.tenant == bed.tenant
    ]
    later = now + lease + timedelta(seconds=1)
    [second] = [
        r for r in await claims.claim(bed.pool, later, lease, 9) if r.origin.tenant == bed.tenant
    ]
    assert (first.fence, second.fence) == (1, 2)
    note = claims.Note(
        step=0, step_state="succeeded", run_state="succeeded", next_step=1, is_run_over=True
    )
    with pytest.raises(claims.LeaseLostError):
        await claims.note(bed.pool, first, note, later, 1)
    with pytest.raises(claims.LeaseLostError):
        await claims.mark_sending(bed.pool, first, first.steps[0], later)
    assert (await only_run(bed))["state"] == "running"
    await claims.note(bed.pool, second, note, later, 1)
    assert (await only_run(bed))["state"] == "succeeded"
    with pytest.raises(claims.LeaseLostError):
        await claims.note(bed.pool, second, note, later, 1)


async def test_a_mail_left_in_the_middle_is_never_sent_by_itself(bed: Bed, clock: SetClock) -> None:
    await bed.workflow(mail(), update(source="web"))
    address = f"{bed.tenant}@x.example"
    await bed.apply(bed.created(bed.lead(emails=[{"value": address}])))
    now, lease = clock.now(), timedelta(seconds=20)
    [dead] = [
        r for r in await claims.claim(bed.pool, now, lease, 9) if r.origin.tenant == bed.tenant
    ]
    await claims.mark_sending(bed.pool, dead, dead.steps[0], now + lease)
    assert await bed.work() == 0
    clock.advance(lease + timedelta(seconds=1))
    await bed.work()
    run = await only_run(bed)
    assert (run["state"], run["code"]) == ("unknown", "mail_unknown")
    assert [step["state"] for step in await bed.steps(run["id"])] == ["unknown", "queued"]
    assert bed.mail_server.to(address) == []
    assert await told(bed) == ["automation.run.step_left_unknown.v1"]
    clock.advance(timedelta(days=2))
    assert await bed.work() == 0


async def test_a_mail_whose_answer_is_lost_is_unknown_and_stays_so(bed: Bed) -> None:
    bed.mail_server.to_text[:] = ["cut"]
    await bed.workflow(mail())
    address = f"{bed.tenant}@x.example"
    await bed.apply(bed.created(bed.lead(emails=[{"value": address}])))
    await bed.work()
    run = await only_run(bed)
    assert (run["state"], run["code"]) == ("unknown", "mail_unknown")
    assert len(bed.mail_server.to(address)) == 1


async def test_a_mail_that_waits_holds_up_none_of_the_records_other_runs(
    bed: Bed, clock: SetClock
) -> None:
    bed.mail_server.to_recipient[:] = ["451 4.7.1 Try again later"]
    await bed.workflow(mail(), name="mail")
    await bed.workflow(update(source="web"), on="contacts.lead.updated.v1")
    address = f"{bed.tenant}@x.example"
    old = bed.lead(emails=[{"value": address}])
    new = bed.lead(old.id, 2, company="ACME")
    await bed.apply(bed.created(old))
    await bed.work()
    waiting = await only_run(bed)
    assert (waiting["state"], waiting["code"]) == ("waiting", "mail_postponed")
    await bed.apply(bed.updated(old, new))
    await bed.work()
    assert [effect.body for effect in bed.effects()] == [{"source": "web"}]
    clock.advance(timedelta(seconds=1))
    await bed.work()
    assert [run["state"] for run in await bed.runs()] == ["succeeded", "succeeded"]
    assert len(bed.mail_server.to(address)) == 1


async def done(bed: Bed, count: int) -> bool:
    return len(bed.effects()) >= count


async def test_the_loop_wakes_when_called(bed: Bed) -> None:
    """The loop of a process does by itself what `once` does step by step."""
    working = asyncio.create_task(ENGINE.run(bed.bench.runtime))
    try:
        await bed.rule(await bed.users(2))
        await bed.apply(*(bed.created(bed.lead()) for _ in range(20)))
        await until(lambda: done(bed, 20))
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    assert {run["state"] for run in await bed.runs()} <= {"succeeded", "running"}
