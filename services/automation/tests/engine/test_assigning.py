"""Who gets a record that came in."""

from collections import Counter
from uuid import UUID

import orjson

from services.automation.tests.bed import Bed


async def test_a_lead_is_given_to_the_next_in_turn(bed: Bed) -> None:
    await bed.settle(zone="Europe/Berlin", locale="en")
    anna, ben = await bed.users(2)
    rule = await bed.rule([anna, ben], next_step="Call", next_step_in_days=2)
    lead = bed.lead()
    fact = bed.created(lead)
    await bed.apply(fact)
    assert await bed.work() >= 1

    [command] = bed.effects()
    assert (command.method, command.path) == ("POST", f"/api/v1/leads/{lead.id}/assign")
    [run] = await bed.runs()
    assert run["state"] == "succeeded"
    assert command.headers["idempotency-key"] == f"run:{run['id']}:0"
    assert command.headers["kontor-actor"] == f"rule:{rule}@1"
    assert command.headers["kontor-causation-id"] == str(fact.id)
    assert command.headers["kontor-cause-depth"] == "1"
    today = bed.bench.runtime.clock.now().date()
    assert command.body["owner"] in {str(anna), str(ben)}
    assert command.body["rule"] == str(rule)
    assert command.body["rule_version"] == 1
    assert command.body["next_step"] == "Call"
    assert command.body["next_step_on"] > today.isoformat()
    assert command.body["reason"] == "Rule “Leads” next in turn"

    [log] = await bed.logs()
    assert log["outcome"] == "chosen"
    assert str(log["chosen"]) == command.body["owner"]
    candidates = orjson.loads(log["candidates"])
    assert Counter(one["outcome"] for one in candidates) == {"chosen": 1, "eligible": 1}
    decided = [fact for fact in await bed.bench.facts() if fact.type.endswith("decided.v1")]
    assert [fact.data["chosen"] for fact in decided] == [command.body["owner"]]
    assert decided[0].headers["ce_causedepth"] == "1"
    assert decided[0].headers["ce_causationid"] == str(fact.id)
    assert decided[0].headers["ce_actor"] == f"rule:{rule}@1"


async def test_turns_go_round(bed: Bed) -> None:
    users = await bed.users(3)
    await bed.rule(users)
    for _ in range(4):
        await bed.apply(*(bed.created(bed.lead()) for _ in range(3)))
    chosen = [log["chosen"] for log in await bed.logs()]
    assert Counter(chosen) == dict.fromkeys(users, 4)


async def test_everything_of_the_tenant_only(bed: Bed) -> None:
    await bed.rule(await bed.users(1))
    other = bed.created(bed.lead(), tenant=UUID(int=bed.tenant.int ^ 1))
    await bed.apply(other)
    assert await bed.runs() == []


async def test_who_is_in_a_group_by_way_of_another_is_in_its_pool(bed: Bed) -> None:
    direct, nested = await bed.users(2)
    group = await bed.group([direct])
    await bed.rule(pool_group=group)
    # The nested group has changed: the group itself has still its first version.
    await bed.membership(group, 1, added=[nested])
    await bed.apply(*(bed.created(bed.lead()) for _ in range(4)))
    assert Counter(log["chosen"] for log in await bed.logs()) == {direct: 2, nested: 2}
    await bed.membership(group, 1, removed=[nested])
    await bed.membership(group, 2, removed=[direct], added=[nested])
    await bed.apply(bed.created(bed.lead()), bed.created(bed.lead()))
    assert Counter(log["chosen"] for log in await bed.logs()) == {direct: 2, nested: 4}
    await bed.membership(group, 3, removed=[nested])
    await bed.apply(bed.created(bed.lead()))
    assert [run["state"] for run in await bed.runs()].count("waiting") == 1
