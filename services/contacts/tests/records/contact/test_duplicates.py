"""A contact does not get the personal address of another one unless somebody says so."""

import asyncio
from typing import Any

from kontor_chassis.testing.bench import Bench
from kontor_records.testing.realm import Realm

HANS: dict[str, Any] = {
    "given_name": "Hans", "family_name": "Müller",
    "emails": [{"value": "Hans.Mueller@Nordwind.example"}],
}  # fmt: skip
AGAIN: dict[str, Any] = {
    "given_name": "Hans", "family_name": "Mueller",
    "emails": [{"value": "hans.mueller@NORDWIND.EXAMPLE"}],
}  # fmt: skip


async def test_the_same_personal_address_is_refused_with_who_has_it(bench: Bench) -> None:
    async with bench.client() as client:
        first = (await client.post("/api/v1/contacts", json=HANS)).json()
        before = await bench.facts()
        refused = await client.post("/api/v1/contacts", json=AGAIN)
        assert (refused.status_code, refused.json()["code"]) == (409, "duplicate_suspected")
        (candidate,) = refused.json()["params"]["candidates"]
        assert (candidate["id"], candidate["score"], candidate["band"]) == (
            first["id"], 95, "certain",
        )  # fmt: skip
        assert candidate["title"] == "Hans Müller"
        assert await bench.facts() == before
        allowed = await client.post("/api/v1/contacts", json={**AGAIN, "duplicate_ok": True})
        assert allowed.status_code == 201, allowed.text
        assert "duplicate_ok" not in allowed.json()


async def test_an_address_that_several_read_and_one_in_the_bin_are_no_reason(bench: Bench) -> None:
    office = [{"value": "info@nordwind.example"}]
    async with bench.client() as client:
        for name in ("Müller", "Vogt"):
            body = {"family_name": name, "emails": office}
            assert (await client.post("/api/v1/contacts", json=body)).status_code == 201
        first = await client.post("/api/v1/contacts", json=HANS)
        await client.delete(first.headers["location"])
        assert (await client.post("/api/v1/contacts", json=AGAIN)).status_code == 201


async def test_a_change_is_asked_the_same_and_what_was_there_stays(bench: Bench) -> None:
    async with bench.client() as client:
        await client.post("/api/v1/contacts", json=HANS)
        other = await client.post("/api/v1/contacts", json={"family_name": "Vogt"})
        path = other.headers["location"]
        before = await bench.facts()
        refused = await client.patch(path, json={"emails": AGAIN["emails"]})
        assert (refused.status_code, refused.json()["code"]) == (409, "duplicate_suspected")
        assert (await client.get(path)).json() == other.json()
        assert await bench.facts() == before
        body = {"emails": AGAIN["emails"], "duplicate_ok": True}
        assert (await client.patch(path, json=body)).status_code == 200
        kept = [*AGAIN["emails"], {"value": "k@vogt.example"}]
        assert (await client.patch(path, json={"emails": kept})).status_code == 200


async def test_nobody_is_told_of_contacts_they_may_not_see(bench: Bench, realm: Realm) -> None:
    profile = await realm.profile()
    owner, other = [await realm.user(profiles=[profile]) for _ in range(2)]
    async with bench.client(realm.principal(owner)) as client:
        assert (await client.post("/api/v1/contacts", json=HANS)).status_code == 201
        mine = await client.post("/api/v1/contacts", json=AGAIN)
        assert len(mine.json()["params"]["candidates"]) == 1
    async with bench.client(realm.principal(other)) as client:
        refused = await client.post("/api/v1/contacts", json=AGAIN)
        assert (refused.status_code, refused.json()["code"]) == (409, "duplicate_suspected")
        assert (refused.json()["params"]["candidates"], refused.json()["params"]["hidden"]) == (
            [], 1,
        )  # fmt: skip


async def test_a_retried_create_is_no_double_of_itself(bench: Bench) -> None:
    async with bench.client(**{"Idempotency-Key": "hans"}) as client:
        first, again = [await client.post("/api/v1/contacts", json=HANS) for _ in range(2)]
        assert (first.status_code, again.status_code) == (201, 201)
        assert again.content == first.content
        assert again.headers["idempotent-replayed"] == "true"
    assert await bench.fact_types() == ["contacts.contact.created.v1"]


async def test_of_two_at_once_with_one_address_one_is_taken_up(bench: Bench) -> None:
    body = {"family_name": "Huber", "emails": [{"value": "huber@nordwind.example"}]}
    async with bench.client() as client:
        answers = await asyncio.gather(
            *(client.post("/api/v1/contacts", json=body) for _ in range(8))
        )
    assert sorted(one.status_code for one in answers) == [201, *[409] * 7]
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {
        "duplicate_suspected"
    }
    assert [kind for kind in await bench.fact_types() if "contact.created" in kind] == [
        "contacts.contact.created.v1"
    ]
