"""Which workflows begin with a fact, and why others do not."""

import orjson

from services.automation.tests.bed import Bed, mail, update


async def test_a_workflow_takes_its_steps_in_order(bed: Bed) -> None:
    workflow = await bed.workflow(
        update("first", stage="working"), mail(), update("last", source="fair")
    )
    address = f"{bed.tenant}@x.example"
    lead = bed.lead(emails=[{"value": address}])
    fact = bed.created(lead)
    await bed.apply(fact)
    await bed.work()

    [run] = await bed.runs()
    assert (run["state"], run["kind"], run["rule"]) == ("succeeded", "workflow", workflow)
    first, last = bed.effects()
    assert [first.method, last.method] == ["PATCH", "PATCH"]
    assert first.path == last.path == f"/api/v1/leads/{lead.id}"
    assert (first.body, last.body) == ({"stage": "working"}, {"source": "fair"})
    assert first.headers["idempotency-key"] == f"run:{run['id']}:0"
    assert last.headers["idempotency-key"] == f"run:{run['id']}:2"
    [message] = bed.mail_server.to(address)
    assert message["Subject"] == "Hallo Anders"
    assert message["Message-ID"] == f"<{run['id']}.1@demo.example>"
    steps = await bed.steps(run["id"])
    assert [(step["name"], step["state"], step["attempt"]) for step in steps] == [
        ("first", "succeeded", 1),
        ("welcome", "succeeded", 1),
        ("last", "succeeded", 1),
    ]
    # What a person wrote is not kept longer than the step needs it.
    assert [orjson.loads(step["arguments"]) for step in steps] == [{}, {}, {}]
    told = [fact for fact in await bed.bench.facts() if fact.type.startswith("automation.run")]
    assert [fact.type for fact in told] == ["automation.run.succeeded.v1"]
    assert told[0].data["trigger"] == str(fact.id)


async def test_a_fact_that_comes_ten_times_is_one_run(bed: Bed) -> None:
    await bed.rule(await bed.users(2))
    await bed.workflow(mail())
    fact = bed.created(bed.lead(emails=[{"value": f"{bed.tenant}@x.example"}]))
    for _ in range(10):
        await bed.apply(fact, fact)
        await bed.work()
    assert sorted(run["kind"] for run in await bed.runs()) == ["assignment", "workflow"]
    assert len(bed.effects()) == 1
    assert len(bed.mail_server.to(f"{bed.tenant}@x.example")) == 1
    assert len(await bed.logs()) == 1
    types = [fact.type for fact in await bed.bench.facts()]
    assert types.count("automation.assignment.decided.v1") == 1
    assert types.count("automation.run.succeeded.v1") == 1


async def test_a_turn_is_not_lost_to_a_fact_that_comes_again(bed: Bed) -> None:
    rule = await bed.rule(await bed.users(3))
    fact = bed.created(bed.lead())
    await bed.apply(fact)
    before = await bed.turns(rule)
    await bed.apply(fact)
    assert await bed.turns(rule) == before


async def test_why_a_workflow_did_not_run_is_on_record(bed: Bed) -> None:
    condition = {
        "all": [
            {"field": "source", "op": "eq", "value": "web"},
            {"field": "budget.minor", "op": "gte", "value": 100},
        ]
    }
    workflow = await bed.workflow(condition=condition)
    lead = bed.lead(source="web")
    await bed.apply(bed.created(lead))
    assert await bed.work() == 0
    async with bed.bench.client() as client:
        answer = await client.get("/api/v1/runs", params={"record": str(lead.id)})
    [run] = answer.json()["items"]
    assert (run["rule"], run["state"], run["steps"]) == (str(workflow), "skipped", [])
    assert run["explanation"] == [
        {"pointer": "/condition/all/1", "field": "budget.minor", "op": "gte", "held": False}
    ]
    assert bed.effects() == []


async def test_a_condition_over_changes(bed: Bed) -> None:
    await bed.workflow(
        on="contacts.lead.updated.v1",
        condition={"field": "stage", "op": "changed_to", "value": "mql"},
    )
    old = bed.lead(stage="working")
    better = bed.lead(old.id, 2, stage="mql")
    again = bed.lead(old.id, 3, stage="mql", source="fair")
    facts = [bed.updated(old, better), bed.updated(better, again)]
    await bed.apply(*facts)
    states = {run["fact_id"]: run["state"] for run in await bed.runs()}
    assert states == {facts[0].id: "queued", facts[1].id: "skipped"}


async def test_a_paused_workflow_does_not_begin(bed: Bed) -> None:
    workflow = await bed.workflow()
    assert (await bed.post(f"workflows/{workflow}/pause", {})).status_code == 200
    await bed.apply(bed.created(bed.lead()))
    assert await bed.runs() == []
    assert (await bed.post(f"workflows/{workflow}/activate", {})).status_code == 200
    await bed.apply(bed.created(bed.lead()))
    assert [run["rule_version"] for run in await bed.runs()] == [3]


async def test_a_changed_workflow_goes_by_its_new_version_and_runs_by_their_own(bed: Bed) -> None:
    workflow = await bed.workflow(update(source="web"))
    await bed.apply(bed.created(bed.lead()))
    async with bed.bench.client() as client:
        changed = await client.patch(
            f"/api/v1/workflows/{workflow}", json={"steps": [update(source="fair")]}
        )
    assert changed.status_code == 200, changed.text
    await bed.apply(bed.created(bed.lead()))
    await bed.work()
    assert sorted(effect.body["source"] for effect in bed.effects()) == ["fair", "web"]
    actors = sorted(effect.headers["kontor-actor"] for effect in bed.effects())
    assert actors == [f"rule:{workflow}@1", f"rule:{workflow}@2"]


async def test_the_workflow_of_a_user_who_may_not_act_fails_and_says_so(bed: Bed) -> None:
    [owner] = await bed.users(1)
    workflow = await bed.workflow(owner=owner)
    await bed.change_user(owner, 2, status="suspended")
    await bed.apply(bed.created(bed.lead()))
    [run] = await bed.runs()
    assert (run["state"], run["code"], run["rule"]) == ("failed", "owner_inactive", workflow)
    [told] = [f for f in await bed.bench.facts() if f.type == "automation.run.failed.v1"]
    assert told.data["code"] == "owner_inactive"
    assert await bed.work() == 0


async def test_a_fact_of_another_record_type_starts_its_own_workflows_only(bed: Bed) -> None:
    await bed.workflow(
        on="contacts.organization.created.v1", steps=[{**update(), "values": {"name": "ACME"}}]
    )
    await bed.apply(bed.created(bed.lead()))
    assert await bed.runs() == []


async def test_a_mail_to_the_responsible_user(bed: Bed) -> None:
    [anna] = await bed.users(1)
    await bed.workflow(mail(to="owner"), on="contacts.lead.assigned.v1")
    lead = bed.lead(owner=anna, emails=[{"value": "anders@x.example"}])
    from kontor_schemas.contacts.lead import LeadAssigned

    await bed.apply(bed.received(LeadAssigned(state=lead, reason="next in turn"), depth=1))
    await bed.work()
    [run] = await bed.runs()
    assert (run["state"], run["code"]) == ("succeeded", None)
    assert len(bed.mail_server.to(f"{anna}@demo.example")) == 1


async def test_a_mail_to_nobody_fails_and_says_so(bed: Bed) -> None:
    await bed.workflow(mail())
    await bed.apply(bed.created(bed.lead()))
    await bed.work()
    [run] = await bed.runs()
    assert (run["state"], run["code"]) == ("failed", "recipient_unknown")
    told = [fact.type for fact in await bed.bench.facts() if "run" in fact.type]
    assert told == ["automation.run.failed.v1"]


async def test_a_workflow_that_a_later_version_does_not_know_blocks_nobody(bed: Bed) -> None:
    gone = await bed.workflow()
    kept = await bed.workflow()
    await bed.pool.execute(
        "UPDATE active_rule SET version = 2, definition = definition || $3::text::jsonb"
        " WHERE tenant_id = $1 AND id = $2",
        bed.tenant,
        gone,
        orjson.dumps({"on": "contacts.lead.created.v9"}).decode(),
    )
    await bed.apply(bed.created(bed.lead()))
    runs = {run["rule"]: run for run in await bed.runs()}
    assert (runs[gone]["state"], runs[kept]["state"]) == ("skipped", "queued")
    [blame] = orjson.loads(runs[gone]["explanation"])
    assert blame["op"] == "record_type_unknown"
