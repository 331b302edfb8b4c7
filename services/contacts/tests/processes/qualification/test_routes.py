"""The way of a lead at the edge: each verb once, its facts, its log, its refusals."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from kontor_chassis.clock import SetClock
from kontor_chassis.ids import new_id
from kontor_chassis.jobs import timers
from kontor_chassis.testing.bench import Bench
from kontor_contacts.app import APP
from kontor_contacts.processes.qualification import rules
from kontor_records.testing.realm import Realm

READY: dict[str, Any] = {
    "company": "X", "emails": [{"value": "a@b.example"}], "need": "Lathes",
    "timeframe": "3-6m", "authority": "decides",
}  # fmt: skip


async def a_lead(client: httpx.AsyncClient, **fields: Any) -> str:
    made = await client.post("/api/v1/leads", json={**READY, **fields})
    assert made.status_code == 201, made.text
    return str(made.headers["location"])


async def said(client: httpx.AsyncClient, path: str, verb: str, **body: Any) -> httpx.Response:
    return await client.post(f"{path}/{verb}", json=body or None)


async def verbs(bench: Bench) -> list[str]:
    return [kind.split(".")[2] for kind in await bench.fact_types()]


async def test_a_lead_goes_its_way_and_each_step_is_told_and_logged(
    bench: Bench, clock: SetClock
) -> None:
    async with bench.client() as client:
        path = await a_lead(client)
        for verb, stage in (
            ("engage", "working"), ("nurture", "nurturing"), ("qualify_marketing", "mql"),
            ("reject", "nurturing"), ("qualify_marketing", "mql"), ("accept", "sql"),
        ):  # fmt: skip
            clock.advance(timedelta(hours=1))
            body = {"reason": "no budget"} if verb == "reject" else {}
            answer = await said(client, path, verb, **body)
            assert (answer.status_code, answer.json()["stage"]) == (200, stage), answer.text
        assert answer.json()["owner"] == str(bench.user)
        assert answer.json()["sql_at"] == answer.json()["stage_since"]
        log = (await client.get(f"{path}/stages")).json()["items"]
    assert [(entry["from"], entry["to"]) for entry in log] == [
        ("new", "working"), ("working", "nurturing"), ("nurturing", "mql"), ("mql", "nurturing"),
        ("nurturing", "mql"), ("mql", "sql"),
    ]  # fmt: skip
    assert [entry["seconds"] for entry in log] == [3600] * 6
    assert {entry["by"] for entry in log} == {f"user:{bench.user}"}
    assert await verbs(bench) == [
        "created", "updated", "engaged", "updated", "nurturing", "updated",
        "marketing_qualified", "updated", "returned", "updated", "marketing_qualified",
        "updated", "sales_qualified",
    ]  # fmt: skip
    assert (await bench.facts())[8].data["reason"] == "no budget"


async def test_a_lead_is_given_up_and_taken_up_again(bench: Bench) -> None:
    async with bench.client() as client:
        path = await a_lead(client)
        without = await said(client, path, "disqualify")
        assert without.status_code == 422
        given_up = await said(client, path, "disqualify", reason="spam")
        assert (given_up.json()["stage"], given_up.json()["disqualify_reason"]) == (
            "disqualified", "spam",
        )  # fmt: skip
        again = await said(client, path, "disqualify", reason="spam")
        assert (again.status_code, again.json()["code"]) == (409, "stage_order")
        assert again.json()["params"] == {"allowed": ["reopen"]}
        back = await said(client, path, "reopen")
        assert (back.json()["stage"], back.json()["disqualify_reason"]) == ("working", None)
    assert await verbs(bench) == ["created", "updated", "disqualified", "updated", "reopened"]


async def test_a_stage_is_changed_by_verbs_alone(bench: Bench) -> None:
    async with bench.client() as client:
        path = await a_lead(client)
        for body in ({"stage": "working"}, {"disqualify_reason": "x"}):
            patched = await client.patch(path, json=body)
            assert (patched.status_code, patched.json()["code"]) == (422, "use_verb")
        jump = await said(client, path, "move", stage="sql")
        assert (jump.status_code, jump.json()["code"]) == (409, "stage_order")
        mute = await said(client, path, "move", stage="disqualified")
        assert mute.json()["errors"][0]["pointer"] == "/reason"
        assert (await said(client, path, "move", stage="mql")).json()["stage"] == "mql"
        back = await said(client, path, "move", stage="nurturing", reason="later")
        assert back.json()["stage"] == "nurturing"
        unknown = await said(client, f"/api/v1/leads/{new_id()}", "move", stage="mql")
        assert unknown.status_code == 404
    assert await verbs(bench) == [
        "created", "updated", "marketing_qualified", "updated", "returned",
    ]  # fmt: skip


async def test_sales_takes_no_lead_of_which_it_knows_too_little(bench: Bench) -> None:
    async with bench.client() as client:
        path = await a_lead(client, need=None, timeframe=None)
        await said(client, path, "qualify_marketing")
        before = await bench.facts()
        refused = await said(client, path, "accept")
        assert (refused.status_code, refused.json()["code"]) == (409, "bant_incomplete")
        assert (await client.get(path)).json()["stage"] == "mql"
        assert await bench.facts() == before


async def test_the_rule_set_decides_unless_somebody_may_say_otherwise(
    bench: Bench, realm: Realm
) -> None:
    condition = {"field": "country", "op": "eq", "value": "DE"}
    may_not = await realm.user(profiles=[await realm.profile()])
    await realm.open("contacts.lead", "read_write")
    async with bench.client() as client:
        wrong = await client.post(
            "/api/v1/qualification_rules", json={"condition": {"field": "nonsense", "op": "eq"}}
        )
        assert wrong.status_code == 422
        for version in (1, 2):
            put = await client.post("/api/v1/qualification_rules", json={"condition": condition})
            assert (put.status_code, put.json()) == (201, {"version": version})
        listed = (await client.get("/api/v1/qualification_rules")).json()["items"]
        assert [(one["version"], one["condition"]) for one in listed] == [
            (2, condition), (1, condition),
        ]  # fmt: skip
        german = await a_lead(client, addresses=[{"line1": "1", "city": "X", "country": "DE"}])
        other = await a_lead(client)
        assert (await said(client, german, "qualify_marketing")).status_code == 200
        refused = await said(client, other, "qualify_marketing")
        assert (refused.status_code, refused.json()["code"]) == (409, "lead_not_qualified")
        assert refused.json()["params"] == {"missing": ["rule_set"]}
    async with bench.client(realm.principal(may_not)) as client:
        forbidden = await said(client, other, "qualify_marketing", reason="I like them")
        assert (forbidden.status_code, forbidden.json()["code"]) == (403, "action_forbidden")
        rule = await client.post("/api/v1/qualification_rules", json={"condition": condition})
        assert (rule.status_code, rule.json()["code"]) == (403, "action_forbidden")
    async with bench.client() as client:
        done = await said(client, other, "qualify_marketing", reason="Met at the fair")
        assert done.json()["stage"] == "mql"
    told = [fact.data for fact in await bench.facts() if "marketing_qualified" in fact.type]
    assert [(one["rule_version"], one["reason"]) for one in told] == [
        (2, None), (None, "Met at the fair"),
    ]  # fmt: skip


@pytest.fixture
def handlers() -> Any:
    return APP.timers


async def test_without_an_answer_the_lead_goes_back_once(
    bench: Bench, clock: SetClock, handlers: Any
) -> None:
    async with bench.client() as client:
        waiting, answered = await a_lead(client), await a_lead(client)
        for path in (waiting, answered):
            await said(client, path, "qualify_marketing")
        await said(client, answered, "accept")
        clock.advance(timedelta(days=6, hours=23))
        await timers._fire_due(bench.runtime, handlers)
        assert (await client.get(waiting)).json()["stage"] == "mql"
        clock.advance(timedelta(hours=2))
        for _ in range(2):
            await timers._fire_due(bench.runtime, handlers)
        assert (await client.get(waiting)).json()["stage"] == "nurturing"
        assert (await client.get(answered)).json()["stage"] == "sql"
    assert (await verbs(bench)).count("mql_expired") == 1


async def test_the_owner_is_warned_once_while_sales_does_not_answer(
    bench: Bench, clock: SetClock, handlers: Any
) -> None:
    async with bench.client() as client:
        waiting, answered = await a_lead(client), await a_lead(client)
        for path in (waiting, answered):
            await said(client, path, "qualify_marketing")
        due = rules.answer_due(clock.now(), ZoneInfo("Europe/Berlin"))
        await said(client, answered, "reject", reason="later")
        warned_at = rules.answer_due(clock.now(), ZoneInfo("Europe/Berlin"), 2)
        clock.advance(warned_at - clock.now() - timedelta(seconds=1))
        await timers._fire_due(bench.runtime, handlers)
        assert "answer_awaited" not in await verbs(bench)
        clock.advance(timedelta(seconds=1))
        for _ in range(2):
            await timers._fire_due(bench.runtime, handlers)
    (warning,) = [fact for fact in await bench.facts() if "answer_awaited" in fact.type]
    assert waiting.endswith(str(warning.subject))
    assert datetime.fromisoformat(warning.data["due_at"]) == due


async def test_only_sales_takes_leads_over(bench: Bench, realm: Realm) -> None:
    profiles = [await realm.profile()]
    seller, marketer = [await realm.user(profiles=profiles) for _ in range(2)]
    inner = await realm.group(members=[seller])
    sales = await realm.group(groups=[inner])
    await realm.open("contacts.lead", "read_write")
    async with bench.client() as client:
        rule = {"condition": {"all": []}, "sales_groups": [str(new_id())]}
        unknown = await client.post("/api/v1/qualification_rules", json=rule)
        assert (unknown.status_code, unknown.json()["code"]) == (404, "reference_unknown")
        rule["sales_groups"] = [str(sales)]
        assert (await client.post("/api/v1/qualification_rules", json=rule)).status_code == 201
        (listed,) = (await client.get("/api/v1/qualification_rules")).json()["items"]
        assert listed["sales_groups"] == [str(sales)]
        path = await a_lead(client)
        await said(client, path, "qualify_marketing")
        before = await bench.facts()
        to_marketing = await said(client, path, "accept", owner=str(marketer))
        assert to_marketing.json()["code"] == "sales_group_required"
    async with bench.client(realm.principal(marketer)) as client:
        refused = await said(client, path, "accept")
        assert (refused.status_code, refused.json()["code"]) == (403, "sales_group_required")
        assert refused.json()["params"] == {"groups": [str(sales)]}
        assert await bench.facts() == before
    async with bench.client(realm.principal(seller)) as client:
        taken = await said(client, path, "accept")
        assert (taken.status_code, taken.json()["owner"]) == (200, str(seller))


async def test_a_rule_set_is_tried_before_it_is_put(bench: Bench, realm: Realm) -> None:
    may_not = await realm.user(profiles=[await realm.profile()])
    trial = {"condition": {"field": "country", "op": "eq", "value": "DE"}, "leads": 3}
    async with bench.client() as client:
        await a_lead(client)
        other = await a_lead(client)
        german = await a_lead(client, addresses=[{"line1": "1", "city": "X", "country": "DE"}])
        mute = await a_lead(client, emails=[])
        await said(client, await a_lead(client), "disqualify", reason="spam")
        before = await bench.facts()
        tried = await client.post("/api/v1/qualification_rules/dry_run", json=trial)
        assert tried.status_code == 200, tried.text
        wrong = {**trial, "condition": {"field": "nonsense", "op": "eq", "value": 1}}
        assert (
            await client.post("/api/v1/qualification_rules/dry_run", json=wrong)
        ).status_code == 422
    assert (tried.json()["looked_at"], tried.json()["qualified"]) == (3, 1)
    assert [(one["id"], one["missing"]) for one in tried.json()["items"]] == [
        (mute.split("/")[-1], ["rule_set", "channel"]), (german.split("/")[-1], []),
        (other.split("/")[-1], ["rule_set"]),
    ]  # fmt: skip
    async with bench.client(realm.principal(may_not)) as client:
        refused = await client.post("/api/v1/qualification_rules/dry_run", json=trial)
        assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")
    assert await bench.facts() == before
