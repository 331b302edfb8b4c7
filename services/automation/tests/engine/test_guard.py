"""Loops end, and nobody else is refused anything."""

from datetime import timedelta
from uuid import UUID

from kontor_automation.processes.rule_ending.jobs import end_due
from kontor_chassis.clock import SetClock
from kontor_chassis.ids import new_id
from services.automation.tests.bed import Bed

ON_UPDATED = "contacts.lead.updated.v1"


async def changes(
    bed: Bed, count: int, *, depth: int | None, chain: UUID | None = None, first: int = 1
) -> UUID:
    """Let a lead change so many times, each change deeper in one chain, or by people."""
    old = bed.lead()
    for place in range(count):
        new = bed.lead(old.id, old.version + 1, source=f"s{place}")
        at = 0 if depth is None else depth + place
        await bed.apply(bed.updated(old, new, depth=at, chain=chain))
        old = new
    return old.id


async def test_a_workflow_answers_itself_three_times_on_a_record(bed: Bed) -> None:
    workflow = await bed.workflow(on=ON_UPDATED)
    chain = new_id()
    record = await changes(bed, 6, depth=0, chain=chain)
    runs = await bed.runs()
    # By a person; then three that follow; the next is refused, and from then on it runs no more.
    assert [run["state"] for run in runs] == ["queued"] * 4 + ["refused"]
    assert (runs[-1]["code"], runs[-1]["cause_depth"]) == ("depth", 4)
    facts = await bed.bench.facts()
    [refused] = [fact for fact in facts if fact.type == "automation.run.refused.v1"]
    assert refused.data["reason"] == "depth"
    assert refused.data["record"] == {"record": "contacts.lead", "id": str(record)}

    await end_due(bed.bench.runtime)
    async with bed.bench.client() as client:
        state = (await client.get(f"/api/v1/workflows/{workflow}")).json()
    assert (state["is_active"], state["version"]) == (False, 2)
    [paused] = [f for f in await bed.bench.facts() if f.type == "automation.workflow.paused.v1"]
    assert paused.data["reason"] == "depth"
    assert paused.data["chain"] == [str(run["fact_id"]) for run in runs]
    assert paused.headers["ce_actor"] == "service:automation"
    assert paused.headers["ce_correlationid"] == str(chain)


async def test_what_people_do_is_never_refused(bed: Bed) -> None:
    await bed.workflow(on=ON_UPDATED)
    await changes(bed, 30, depth=None)
    assert {run["state"] for run in await bed.runs()} == {"queued"}


async def test_an_import_is_never_refused(bed: Bed) -> None:
    await bed.workflow()
    for _ in range(6):
        await bed.apply(*(bed.created(bed.lead()) for _ in range(100)))
    assert [run["state"] for run in await bed.runs()] == ["queued"] * 600


async def test_five_a_minute_on_a_record(bed: Bed, clock: SetClock) -> None:
    workflow = await bed.workflow(on=ON_UPDATED)
    old = bed.lead()
    for place in range(5):
        new = bed.lead(old.id, old.version + 1, source=f"s{place}")
        await bed.apply(bed.updated(old, new, depth=1, chain=new_id()))
        old = new
    clock.advance(timedelta(seconds=61))
    for place in range(6):
        new = bed.lead(old.id, old.version + 1, source=f"t{place}")
        await bed.apply(bed.updated(old, new, depth=1, chain=new_id()))
        old = new
    runs = await bed.runs(rule=workflow)
    assert [run["state"] for run in runs] == ["queued"] * 10 + ["refused"]
    assert runs[-1]["code"] == "record_rate"


async def test_five_hundred_a_minute_of_a_workflow(bed: Bed) -> None:
    await bed.workflow()
    for _ in range(5):
        await bed.apply(*(bed.created(bed.lead(), depth=1) for _ in range(100)))
    await bed.apply(*(bed.created(bed.lead(), depth=1) for _ in range(3)))
    runs = await bed.runs()
    assert [run["state"] for run in runs] == ["queued"] * 500 + ["refused"]
    assert runs[-1]["code"] == "workflow_rate"


async def test_a_batch_counts_itself(bed: Bed) -> None:
    await bed.workflow(on=ON_UPDATED)
    old, chain, facts = bed.lead(), new_id(), []
    for depth in range(1, 7):
        new = bed.lead(old.id, old.version + 1, source=f"s{depth}")
        facts.append(bed.updated(old, new, depth=depth, chain=chain))
        old = new
    await bed.apply(*facts)
    assert [run["state"] for run in await bed.runs()] == ["queued"] * 3 + ["refused"]


async def test_a_chain_ends_after_sixteen(bed: Bed) -> None:
    await bed.workflow(name="a")
    await bed.apply(bed.created(bed.lead(), depth=15))
    await bed.apply(bed.created(bed.lead(), depth=16))
    runs = await bed.runs()
    assert [(run["state"], run["code"]) for run in runs] == [("queued", None), ("refused", "chain")]


async def test_a_chain_that_is_too_long_assigns_nothing(bed: Bed) -> None:
    rule = await bed.rule(await bed.users(1))
    await bed.apply(bed.created(bed.lead(), depth=16))
    [run] = await bed.runs()
    assert (run["state"], run["code"]) == ("refused", "chain")
    assert (await bed.turns(rule))["next"] == 1


async def test_an_activated_workflow_starts_afresh(bed: Bed) -> None:
    workflow = await bed.workflow(on=ON_UPDATED)
    await changes(bed, 5, depth=0, chain=new_id())
    await end_due(bed.bench.runtime)
    await end_due(bed.bench.runtime)
    assert (await bed.post(f"workflows/{workflow}/activate", {})).status_code == 200
    await changes(bed, 3, depth=1, chain=new_id())
    states = [run["state"] for run in await bed.runs() if run["rule_version"] == 3]
    assert states == ["queued"] * 3


async def test_a_version_changed_meanwhile_is_not_paused(bed: Bed) -> None:
    workflow = await bed.workflow(on=ON_UPDATED)
    await changes(bed, 5, depth=0, chain=new_id())
    async with bed.bench.client() as client:
        changed = await client.patch(f"/api/v1/workflows/{workflow}", json={"name": "Better"})
        assert changed.status_code == 200
        await end_due(bed.bench.runtime)
        state = (await client.get(f"/api/v1/workflows/{workflow}")).json()
    assert (state["is_active"], state["version"]) == (True, 2)
    assert "automation.workflow.paused.v1" not in await bed.bench.fact_types()


async def test_what_had_not_begun_is_cancelled_when_its_workflow_is_paused(bed: Bed) -> None:
    workflow = await bed.workflow()
    users = await bed.users(1, status="suspended")
    rule = await bed.rule(users)
    await bed.apply(bed.created(bed.lead()))
    assert (await bed.post(f"workflows/{workflow}/pause", {})).status_code == 200
    assert (await bed.post(f"assignment_rules/{rule}/pause", {})).status_code == 200
    await end_due(bed.bench.runtime)
    assert {run["kind"]: (run["state"], run["code"]) for run in await bed.runs()} == {
        "assignment": ("cancelled", "rule_not_active"),
        "workflow": ("cancelled", "rule_not_active"),
    }
    types = [fact.type for fact in await bed.bench.facts() if ".run." in fact.type]
    assert types == ["automation.run.cancelled.v1"]
    [run] = await bed.runs(kind="workflow")
    assert [step["arguments"] for step in await bed.steps(run["id"])] == ["{}"]
    assert await bed.work() == 0
    assert bed.effects() == []
    left = await bed.pool.fetchval(
        "SELECT count(*) FROM active_rule WHERE tenant_id = $1", bed.tenant
    )
    assert left == 0
