"""Leads at the edge."""

import pytest

from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench


async def test_a_lead_is_assigned_with_its_next_step(bench: Bench) -> None:
    owner, rule = str(new_id()), str(new_id())
    async with bench.client() as client:
        lead = (await client.post("/api/v1/leads", json={"company": "Alfreds Futterkiste"})).json()
        answer = await client.post(
            f"/api/v1/leads/{lead['id']}/assign",
            json={
                "owner": owner, "reason": "territory DE", "rule": rule, "rule_version": 3,
                "next_step": "Call", "next_step_on": "2026-03-05",
            },
        )  # fmt: skip
    assert answer.status_code == 200, answer.text
    assigned = answer.json()
    assert (assigned["owner"], assigned["next_step"], assigned["next_step_on"]) == (
        owner, "Call", "2026-03-05",
    )  # fmt: skip
    facts = await bench.facts()
    assert [(fact.type, fact.version) for fact in facts] == [
        ("contacts.lead.created.v1", 1),
        ("contacts.lead.updated.v1", 2),
        ("contacts.lead.assigned.v1", 2),
    ]
    assert facts[1].data["changed"] == {
        "owner": [None, owner],
        "next_step": [None, "Call"],
        "next_step_on": [None, "2026-03-05"],
    }
    told = facts[2].data["state"]
    assert {**assigned, "access": told["access"]} == told
    assert {name: facts[2].data[name] for name in ("rule", "rule_version", "reason")} == {
        "rule": rule, "rule_version": 3, "reason": "territory DE",
    }  # fmt: skip


async def test_a_lead_starts_new(bench: Bench) -> None:
    async with bench.client() as client:
        chosen = await client.post("/api/v1/leads", json={"company": "X", "stage": "sql"})
        assert (chosen.status_code, chosen.json()["code"]) == (422, "field_unknown")
        made = await client.post("/api/v1/leads", json={"company": "X"})
        assert (made.json()["stage"], made.json()["owner"]) == ("new", None)
    assert [fact.version for fact in await bench.facts()] == [1]


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "", "lead_nameless"),
        ({"company": "X", "emails": [{"value": "nobody"}]}, "/emails/0/value", "email_invalid"),
        (
            {"company": "X", "budget": {"minor": 1.5, "currency": "EUR"}},
            "/budget/minor",
            "field_type",
        ),
        ({"company": "X", "budget": {"minor": 1}}, "/budget/currency", "field_required"),
        ({"company": "X", "timeframe": "soon"}, "/timeframe", "choice_unknown"),
        ({"company": "x" * 256}, "/company", "value_too_long"),
        ({"company": "X", "country": "DE"}, "/country", "field_unknown"),
        (
            {
                "company": "X",
                "phones": [{"raw": "1", "is_primary": True}, {"raw": "2", "is_primary": True}],
            },
            "/phones",
            "primary_not_unique",
        ),
    ],
)
async def test_bad_fields_are_refused_where_they_stand(
    bench: Bench, body: dict[str, object], pointer: str, code: str
) -> None:
    async with bench.client() as client:
        answer = await client.post("/api/v1/leads", json=body)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, code), answer.text
    assert [fault["pointer"] for fault in problem.get("errors", [])] == (
        [pointer] if pointer else []
    )
    assert await bench.facts() == []


async def test_an_assignment_without_owner_or_reason_changes_nothing(bench: Bench) -> None:
    async with bench.client() as client:
        path = (await client.post("/api/v1/leads", json={"company": "X"})).headers["location"]
        answer = await client.post(f"{path}/assign", json={"next_step": "Call"})
        unknown = await client.post(
            f"/api/v1/leads/{new_id()}/assign", json={"owner": str(new_id()), "reason": "x"}
        )
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/owner", "/reason"]
    assert (unknown.status_code, unknown.json()["code"]) == (404, "record_unknown")
    assert len(await bench.facts()) == 1
