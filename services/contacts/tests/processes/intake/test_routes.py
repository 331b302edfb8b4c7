"""What comes in: somebody new, somebody known, nobody at all, and somebody who does not stop."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx

from kontor_chassis.clock import SetClock
from kontor_chassis.testing.bench import Bench
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import Permissions

ANN: dict[str, Any] = {
    "given_name": "Ann", "family_name": "Huber", "emails": [{"value": "ann@huber.example"}],
    "source": "fair", "campaign": "spring",
}  # fmt: skip


async def asks(client: httpx.AsyncClient, **fields: Any) -> httpx.Response:
    return await client.post("/api/v1/leads/intake", json={**ANN, **fields})


async def test_who_is_known_is_touched_and_all_are_answered_alike(
    bench: Bench, clock: SetClock
) -> None:
    async with bench.client() as client:
        answers = [await asks(client) for _ in range(2)]
        (lead,) = (await client.get("/api/v1/leads")).json()["items"]
        assert (lead["display_name"], lead["owner"]) == ("Ann Huber", None)
        touches = (await client.get(f"/api/v1/leads/{lead['id']}/touches")).json()["items"]
        assert [(one["source"], one["campaign"]) for one in touches] == [("fair", "spring")] * 2
        await client.post(f"/api/v1/leads/{lead['id']}/disqualify", json={"reason": "spam"})
        answers.append(await asks(client, campaign=None))
        assert len((await client.get("/api/v1/leads")).json()["items"]) == 2
        clock.advance(timedelta(minutes=2))
        known = await client.post("/api/v1/contacts", json={
            "given_name": "Ben", "family_name": "Maier", "emails": [{"value": "b@maier.example"}],
        })  # fmt: skip
        answers.append(
            await asks(
                client, given_name="Ben", family_name="Maier",
                emails=[{"value": "B@maier.example"}],
            )
        )  # fmt: skip
        path = f"/api/v1/contacts/{known.json()['id']}/touches"
        assert len((await client.get(path)).json()["items"]) == 1
    assert {(one.status_code, one.content) for one in answers} == {(204, b"")}
    told = [kind for kind in await bench.fact_types() if "touched" in kind or "created" in kind]
    assert told == [
        "contacts.lead.created.v1", "contacts.lead.touched.v1", "contacts.lead.created.v1",
        "contacts.contact.created.v1", "contacts.contact.touched.v1",
    ]  # fmt: skip


async def test_of_two_at_once_one_is_new(bench: Bench) -> None:
    async with bench.client() as client:
        await asyncio.gather(*(asks(client) for _ in range(4)))
        found = (await client.get("/api/v1/leads")).json()["items"]
    assert len(found) == 1


async def test_a_trap_a_flood_and_who_may_not_leave_nothing(
    bench: Bench, realm: Realm, clock: SetClock
) -> None:
    reading = Permissions(actions=["read"])
    user = await realm.user(profiles=[await realm.profile(reading)])
    async with bench.client() as client:
        trapped = await asks(client, trap="http://spam.example")
        assert (trapped.status_code, trapped.content) == (204, b"")
        assert await bench.facts() == []
        for _ in range(5):
            assert (await asks(client)).status_code == 204
        before = await bench.facts()
        flood = await asks(client)
        assert (flood.status_code, flood.json()["code"]) == (429, "inquiries_too_many")
        assert flood.headers["retry-after"] == "60"
        wrong = await asks(client, emails=[{"value": "nonsense"}])
        assert (wrong.status_code, wrong.json()["code"]) == (422, "email_invalid")
    async with bench.client(realm.principal(user)) as client:
        refused = await asks(client)
        assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")
    assert await bench.facts() == before
    async with bench.client() as client:
        clock.advance(timedelta(seconds=61))
        assert (await asks(client)).status_code == 204
