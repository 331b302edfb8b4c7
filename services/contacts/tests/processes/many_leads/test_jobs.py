"""Many leads converted by one job: each by itself, those of one person into one contact."""

from typing import Any

from kontor_chassis.testing.bench import Bench
from kontor_contacts.app import BULK
from kontor_records.bulk import running
from services.contacts.tests.processes.conversion.leads import an_sql


async def done(bench: Bench, **order: Any) -> dict[str, Any]:
    async with bench.client() as client:
        made = await client.post("/api/v1/leads/bulk", json=order)
        assert made.status_code == 202, made.text
        for _ in range(20):
            await running.run_once(bench.runtime, BULK)
        job: dict[str, Any] = (await client.get(f"/api/v1/leads/bulk/{made.json()['id']}")).json()
        why = await client.get(f"/api/v1/leads/bulk/{made.json()['id']}/failures")
        return {**job, "why": {one["id"]: one["code"] for one in why.json()["items"]}}


async def test_two_leads_of_one_person_become_one_contact(bench: Bench) -> None:
    async with bench.client() as client:
        ann = [(await an_sql(client)).split("/")[-1] for _ in range(2)]
        ben = await an_sql(
            client, given_name="Ben", family_name="Huber", company="Huber KG",
            company_domain="huber.example", phones=[], emails=[{"value": "ben@huber.example"}],
        )  # fmt: skip
        raw = (await client.post("/api/v1/leads", json={"company": "Raw"})).json()["id"]
    job = await done(bench, action="convert", ids=[*ann, ben.split("/")[-1], raw])
    assert (job["state"], job["total"], job["done"], job["failed"]) == ("finished", 4, 3, 1)
    assert job["why"] == {raw: "stage_order"}
    async with bench.client() as client:
        people = (await client.get("/api/v1/contacts")).json()["items"]
        assert sorted(one["display_name"] for one in people) == ["Ayşe Özdemir", "Ben Huber"]
        firms = (await client.get("/api/v1/organizations")).json()["items"]
        assert sorted(one["name"] for one in firms) == ["Huber KG", "Özdemir Maschinenbau"]
        assert (await client.get(f"/api/v1/leads/{raw}")).json()["stage"] == "new"


async def test_values_that_a_verb_does_not_take_are_told_of_each_lead(bench: Bench) -> None:
    async with bench.client() as client:
        lead = (await client.post("/api/v1/leads", json={"company": "Raw"})).json()["id"]
    before = await bench.fact_types()
    job = await done(bench, action="disqualify", ids=[lead], values={"why": "spam"})
    assert (job["done"], job["failed"], job["why"]) == (0, 1, {lead: "field_required"})
    assert [one for one in await bench.fact_types() if ".lead." in one] == [
        one for one in before if ".lead." in one
    ]
    again = await done(bench, action="disqualify", ids=[lead], values={"reason": "spam"})
    assert (again["done"], again["failed"]) == (1, 0)
