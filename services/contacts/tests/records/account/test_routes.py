"""Accounts at the edge."""

import asyncio
from typing import Any

import pytest

from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench


async def test_a_party_has_one_account_however_many_ask_at_once(bench: Bench) -> None:
    async with bench.client() as client:
        made = await client.post("/api/v1/organizations", json={"name": "Nordwind"})
        body = {"organization": made.json()["id"]}
        answers = await asyncio.gather(
            *(client.post("/api/v1/accounts", json=body) for _ in range(20))
        )
        assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
        account = next(answer.json() for answer in answers if answer.status_code == 201)
        assert (account["name"], account["status"]) == ("Nordwind", "prospect")
        assert account["number"].startswith("A-0000")
        for answer in answers:
            if answer.status_code == 409:
                assert answer.json()["code"] == "account_exists"
                assert answer.json()["params"] == {"account": account["id"]}
    assert await bench.fact_types() == [
        "contacts.organization.created.v1", "contacts.account.created.v1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "account_party"),
        ({"organization": str(new_id()), "contact": str(new_id())}, 422, "account_party"),
        ({"organization": str(new_id())}, 404, "reference_unknown"),
        ({"organization": str(new_id()), "status": "customer"}, 422, "field_unknown"),
        ({"organization": str(new_id()), "payment_terms_days": 181}, 422, "value_range"),
        ({"organization": str(new_id()), "currency": "Euro"}, 422, "value_format"),
        (
            {"organization": str(new_id()), "billing_address": {"line1": "Weg 1", "city": "Köln"}},
            422,
            "field_required",
        ),
    ],
)
async def test_what_is_no_account_is_refused(
    bench: Bench, body: dict[str, Any], status: int, code: str
) -> None:
    async with bench.client() as client:
        answer = await client.post("/api/v1/accounts", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert await bench.facts() == []


async def test_an_account_is_blocked_freed_and_lost_each_told_once(bench: Bench) -> None:
    async with bench.client() as client:
        made = await client.post("/api/v1/contacts", json={"family_name": "Weiß"})
        body = {"contact": made.json()["id"], "billing_email": "x@y.example"}
        path = (await client.post("/api/v1/accounts", json=body)).headers["location"]
        for _ in range(2):
            blocked = await client.post(f"{path}/block", json={"reason": "Insolvency"})
            assert (blocked.json()["is_blocked"], blocked.json()["version"]) == (True, 2)
        free = await client.post(f"{path}/unblock")
        assert (free.json()["is_blocked"], free.json()["blocked_reason"]) == (False, None)
        lost = await client.post(f"{path}/churn", json={"reason": "Moved away"})
        assert (lost.status_code, lost.json()["code"]) == (409, "transition_not_allowed")
        assert lost.json()["params"] == {"allowed": ["customer"]}
        for field in ("status", "is_blocked"):
            patched = await client.patch(path, json={field: None})
            assert patched.status_code == 422
        switched = await client.patch(path, json={"contact": str(new_id())})
        assert (switched.status_code, switched.json()["code"]) == (422, "field_unknown")
        wrong = await client.patch(path, json={"billing_email": "nobody"})
        assert wrong.json()["errors"][0]["code"] == "email_invalid"
    assert [kind.split(".")[2] for kind in await bench.fact_types()] == [
        "created", "created", "updated", "blocked", "updated", "unblocked",
    ]  # fmt: skip
