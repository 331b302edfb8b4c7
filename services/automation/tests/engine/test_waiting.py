"""Records nobody can take wait, and are taken oldest first."""

import orjson

from services.automation.tests.bed import Bed


async def owners_in_order(bed: Bed) -> list[str]:
    await bed.work()
    return [effect.body["owner"] for effect in bed.effects()]


async def test_it_waits_until_somebody_can_take_it(bed: Bed) -> None:
    await bed.settle(locale="en")
    [anna] = await bed.users(1, status="suspended")
    rule = await bed.rule([anna])
    leads = [bed.lead() for _ in range(3)]
    for lead in leads:
        await bed.apply(bed.created(lead))
    assert await bed.work() == 0
    assert [run["state"] for run in await bed.runs()] == ["waiting"] * 3
    logs = await bed.logs()
    assert [log["outcome"] for log in logs] == ["waiting"] * 3
    [candidate] = orjson.loads(logs[0]["candidates"])
    assert candidate == {
        "user": str(anna),
        "outcome": "skipped",
        "reason": "skipped: is suspended",
    }
    decided = [f for f in await bed.bench.facts() if f.type.endswith("decided.v1")]
    assert [fact.data["chosen"] for fact in decided] == [None] * 3
    assert await bed.take_up() == 0

    await bed.change_user(anna, 2, status="active")
    assert await bed.take_up() == 3
    assert await owners_in_order(bed) == [str(anna)] * 3
    assert [effect.path for effect in bed.effects()] == [
        f"/api/v1/leads/{lead.id}/assign" for lead in leads
    ]
    assert [run["state"] for run in await bed.runs(rule=rule)] == ["succeeded"] * 3
    outcomes = [log["outcome"] for log in await bed.logs(record_id=leads[0].id)]
    assert sorted(outcomes) == ["chosen", "waiting"]


async def test_an_empty_group_waits_for_its_first_member(bed: Bed) -> None:
    group = await bed.group([])
    await bed.rule(pool_group=group)
    await bed.apply(bed.created(bed.lead()))
    [anna] = await bed.users(1)
    await bed.group([anna], version=2, record=group)
    assert await bed.take_up() == 1
    assert await owners_in_order(bed) == [str(anna)]


async def test_newer_records_go_behind_those_that_wait(bed: Bed) -> None:
    [anna] = await bed.users(1, status="suspended")
    await bed.rule([anna])
    first, second = bed.lead(), bed.lead()
    await bed.apply(bed.created(first))
    await bed.change_user(anna, 2, status="active")
    await bed.apply(bed.created(second))
    assert [run["state"] for run in await bed.runs()] == ["waiting", "waiting"]
    assert await bed.take_up() == 2
    await bed.work()
    assert [effect.path.split("/")[4] for effect in bed.effects()] == [
        str(first.id),
        str(second.id),
    ]


async def test_what_somebody_took_or_deleted_meanwhile_waits_no_more(bed: Bed) -> None:
    anna, ben = await bed.users(2, status="suspended")
    await bed.rule([anna, ben])
    taken, gone, left = bed.lead(), bed.lead(), bed.lead()
    await bed.apply(*(bed.created(lead) for lead in (taken, gone, left)))
    await bed.apply(bed.updated(taken, bed.lead(taken.id, 2, owner=ben)), bed.deleted(gone))
    await bed.change_user(anna, 2, status="active")
    assert await bed.take_up() == 3
    await bed.work()
    found = {run["record_id"]: (run["state"], run["code"]) for run in await bed.runs()}
    assert found == {
        taken.id: ("cancelled", "has_owner"),
        gone.id: ("cancelled", "record_gone"),
        left.id: ("succeeded", None),
    }
    assert len(bed.effects()) == 1


async def test_a_new_pool_takes_what_waited_for_the_old_one(bed: Bed) -> None:
    [anna] = await bed.users(1, status="deactivated")
    [ben] = await bed.users(1)
    rule = await bed.rule([anna])
    await bed.apply(bed.created(bed.lead()))
    async with bed.bench.client() as client:
        changed = await client.patch(
            f"/api/v1/assignment_rules/{rule}", json={"pool_users": [str(ben)]}
        )
    assert changed.status_code == 200, changed.text
    assert await bed.take_up() == 1
    await bed.work()
    [effect] = bed.effects()
    assert (effect.body["owner"], effect.body["rule_version"]) == (str(ben), 2)
