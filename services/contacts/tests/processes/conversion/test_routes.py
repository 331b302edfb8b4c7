"""Conversions without a deal: one transaction, once, and back."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from kontor_chassis.clock import SetClock
from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from services.contacts.tests.processes.conversion.leads import ALL_NEW, WITH_DEAL, an_sql


async def verbs(bench: Bench, start: int) -> list[str]:
    return [kind.removeprefix("contacts.")[:-3] for kind in (await bench.fact_types())[start:]]


async def test_a_lead_becomes_a_contact_a_company_and_an_account(bench: Bench) -> None:
    async with bench.client() as client:
        path = await an_sql(client)
        before = len(await bench.facts())
        none_yet = await client.get(f"{path}/conversion")
        assert (none_yet.status_code, none_yet.json()["code"]) == (404, "record_unknown")
        answer = await client.post(f"{path}/convert", json=ALL_NEW)
        assert answer.status_code == 201, answer.text
        done = answer.json()
        assert (await client.get(f"{path}/conversion")).json() == done
        assert (done["state"], done["number"], done["deal"]) == ("done", 1, None)
        assert set(done["created"]) == {done["organization"], done["contact"], done["account"]}
        contact = (await client.get(f"/api/v1/contacts/{done['contact']}")).json()
        assert (contact["display_name"], contact["organization"], contact["job_title"]) == (
            "Ayşe Özdemir", done["organization"], "Plant Manager",
        )  # fmt: skip
        assert contact["phones"][0]["e164"] == "+491712345678"
        organization = (await client.get(f"/api/v1/organizations/{done['organization']}")).json()
        assert (organization["name"], organization["domain"]) == (
            "Özdemir Maschinenbau", "oezdemir.example",
        )  # fmt: skip
        account = (await client.get(f"/api/v1/accounts/{done['account']}")).json()
        assert (account["status"], account["organization"], account["name"]) == (
            "prospect", done["organization"], "Özdemir Maschinenbau",
        )  # fmt: skip
        lead = (await client.get(path)).json()
        assert (lead["stage"], lead["converted_at"]) == ("converted", lead["stage_since"])
        shown = (await client.get(answer.headers["location"])).json()
        assert shown == done
        again = await client.post(f"{path}/convert", json={"contact": {"create": True}})
        assert (again.status_code, again.json()) == (201, done)
        patched = await client.patch(path, json={"need": "more"})
        assert (patched.status_code, patched.json()["code"]) == (409, "lead_already_converted")
    assert await verbs(bench, before) == [
        "organization.created", "contact.created", "account.created", "lead.updated",
        "lead.converted",
    ]  # fmt: skip


async def test_twenty_clicks_convert_once(bench: Bench) -> None:
    async with bench.client() as client:
        path = await an_sql(client)
        answers = await asyncio.gather(
            *(client.post(f"{path}/convert", json=ALL_NEW) for _ in range(20))
        )
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.json()["id"] for answer in answers}) == 1
        assert len((await client.get("/api/v1/contacts")).json()["items"]) == 1


async def test_what_is_there_already_is_linked_filled_and_not_overwritten(bench: Bench) -> None:
    async with bench.client() as client:
        made = await client.post(
            "/api/v1/contacts", json={"family_name": "Özdemir", "job_title": "Owner"}
        )
        contact = made.json()["id"]
        path = await an_sql(client)
        plan = (await client.get(f"{path}/conversion_plan")).json()
        assert plan["contact"]["fields"]["given_name"] == "Ayşe"
        assert plan["deal"] == {"is_available": False}
        assert "convert" in plan["allowed"]
        assert plan["last"] is None
        answer = await client.post(
            f"{path}/convert",
            json={"contact": {"link": contact}, "organization": {"create": True}},
        )
        done = answer.json()
        assert (done["contact"], done["linked"]) == (contact, [contact])
        assert done["left"] == {"contacts.contact": {"job_title": "Plant Manager"}}
        taken = (await client.get(f"/api/v1/contacts/{contact}")).json()
        assert (taken["given_name"], taken["job_title"], taken["organization"]) == (
            "Ayşe", "Owner", done["organization"],
        )  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "contact_required"),
        ({"contact": {}}, 422, "field_required"),
        ({"contact": {"create": True, "link": str(new_id())}}, 422, "field_required"),
        ({"contact": {"link": str(new_id())}}, 404, "record_unknown"),
        (WITH_DEAL, 409, "sales_unavailable"),
        (
            {**ALL_NEW, "deal": {"name": "X", "amount": {"minor": 1, "currency": "Euro"}}},
            422,
            "value_format",
        ),
    ],
)
async def test_a_refused_conversion_leaves_everything(
    bench: Bench, body: dict[str, Any], status: int, code: str
) -> None:
    async with bench.client() as client:
        path = await an_sql(client)
        before = await bench.facts()
        answer = await client.post(f"{path}/convert", json=body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
        assert (await client.get(path)).json()["stage"] == "sql"
        assert (await client.get("/api/v1/contacts")).json()["items"] == []
    assert await bench.facts() == before


async def test_a_lead_that_nobody_accepted_is_not_converted(bench: Bench) -> None:
    async with bench.client() as client:
        path = (await client.post("/api/v1/leads", json={"company": "X"})).headers["location"]
        answer = await client.post(f"{path}/convert", json=ALL_NEW)
    assert (answer.status_code, answer.json()["code"]) == (409, "stage_order")
    assert len(await bench.facts()) == 1


async def test_a_conversion_is_taken_back_and_can_be_made_again(bench: Bench) -> None:
    async with bench.client() as client:
        known = await client.post("/api/v1/contacts", json={"family_name": "Özdemir"})
        contact = known.json()["id"]
        path = await an_sql(client)
        wanted = {"contact": {"link": contact}, "organization": {"create": True}}
        done = (await client.post(f"{path}/convert", json=wanted)).json()
        await client.patch(f"/api/v1/contacts/{contact}", json={"job_title": "Changed since"})
        before = len(await bench.facts())
        back = await client.post(f"{path}/unconvert")
        assert (back.status_code, back.json()["stage"]) == (200, "sql"), back.text
        assert back.json()["converted_at"] is None
        found = (await client.get(f"/api/v1/contacts/{contact}")).json()
        assert (found["given_name"], found["emails"], found["job_title"]) == (
            None, [], "Changed since",
        )  # fmt: skip
        for gone in ("organizations/" + done["organization"], "accounts/" + done["account"]):
            assert (await client.get(f"/api/v1/{gone}")).status_code == 404
        told = await verbs(bench, before)
        assert told[-1] == "lead.unconverted"
        assert {"organization.deleted", "account.deleted", "contact.updated"} <= set(told)
        again = await client.post(f"{path}/unconvert")
        assert (again.status_code, again.json()["code"]) == (409, "conversion_over")
        second = (await client.post(f"{path}/convert", json=ALL_NEW)).json()
        assert (second["number"], second["state"]) == (2, "done")


async def test_what_is_in_use_is_not_taken_back(bench: Bench, clock: SetClock) -> None:
    async with bench.client() as client:
        first, second = await an_sql(client), await an_sql(client, given_name="Deniz")
        done = (await client.post(f"{first}/convert", json=ALL_NEW)).json()
        wanted = {"contact": {"create": True}, "organization": {"link": done["organization"]}}
        assert (await client.post(f"{second}/convert", json=wanted)).status_code == 201
        before = await bench.facts()
        refused = await client.post(f"{first}/unconvert")
        assert (refused.status_code, refused.json()["code"]) == (409, "unconvert_blocked")
        assert refused.json()["params"] == {"by": ["other_lead"]}
        clock.advance(timedelta(days=31))
        late = await client.post(f"{second}/unconvert")
        assert (late.status_code, late.json()["code"]) == (409, "conversion_over")
        assert await bench.facts() == before
