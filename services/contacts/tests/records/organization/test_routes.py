"""Organizations at the edge."""

import asyncio
from typing import Any

import httpx

from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from kontor_records.testing.realm import EVERY_ACTION, Realm


async def made(client: httpx.AsyncClient, **fields: Any) -> str:
    answer = await client.post("/api/v1/organizations", json={"name": "A", **fields})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def moved(client: httpx.AsyncClient, one: str, parent: str | None) -> httpx.Response:
    return await client.post(f"/api/v1/organizations/{one}/move", json={"parent": parent})


async def test_what_follows_from_an_organization_is_derived(bench: Bench) -> None:
    async with bench.client() as client:
        answer = await client.post(
            "/api/v1/organizations",
            json={
                "name": "  Alfreds Futterkiste ",
                "website": "https://www.alfreds.example/start",
                "vat_id": "de 136 695 976",
                "phones": [{"raw": "030 123456"}],
                "addresses": [{"line1": "Obere Str. 57", "city": "Berlin", "country": "DE"}],
            },
        )
    found = answer.json()
    assert (found["name"], found["domain"], found["country"]) == (
        "Alfreds Futterkiste", "alfreds.example", "DE",
    )  # fmt: skip
    assert (found["vat_id"], found["vat_unverified"]) == ("DE136695976", False)
    assert found["phones"][0]["e164"] == "+4930123456"
    assert found["addresses"][0]["is_primary"] is True
    assert found["number"] == "O-000001"


async def test_what_cannot_be_is_refused_and_nothing_is_stored(bench: Bench) -> None:
    async with bench.client() as client:
        for body, pointer, code in (
            ({"vat_id": "DE136695977"}, "/vat_id", "vat_id_checksum"),
            ({"website": "javascript:alert(1)"}, "/website", "url_scheme"),
            (
                {"addresses": [{"line1": "1", "city": "X", "country": "DE", "postal_code": "1"}]},
                "/addresses/0/postal_code",
                "postal_code_format",
            ),
        ):
            answer = await client.post("/api/v1/organizations", json={"name": "A", **body})
            assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
            assert answer.json()["errors"][0]["pointer"] == pointer
        parent = await client.post(
            "/api/v1/organizations", json={"name": "A", "parent": str(new_id())}
        )
        assert (parent.status_code, parent.json()["code"]) == (404, "reference_unknown")
        assert (await client.get("/api/v1/organizations")).json()["items"] == []
    assert await bench.facts() == []


async def test_a_hierarchy_is_changed_by_moves_without_circles(bench: Bench) -> None:
    async with bench.client() as client:
        holding = await made(client)
        a = await made(client, name="B", parent=holding)
        a1 = await made(client, name="C", parent=a)
        before = len(await bench.facts())
        patched = await client.patch(f"/api/v1/organizations/{a1}", json={"parent": None})
        assert (patched.status_code, patched.json()["code"]) == (422, "use_verb")
        for one, parent in ((holding, holding), (holding, a), (holding, a1)):
            refused = await moved(client, one, parent)
            assert (refused.status_code, refused.json()["code"]) == (422, "hierarchy_cycle")
        assert (await moved(client, a1, str(new_id()))).status_code == 404
        assert len(await bench.facts()) == before
        done = await moved(client, a1, holding)
        assert (done.status_code, done.json()["parent"]) == (200, holding)
        members = (await client.get(f"/api/v1/organizations/{holding}/members")).json()
    assert {(one["id"], one["level"]) for one in members["items"]} == {(a, 1), (a1, 1)}
    assert members["hidden"] == 0


async def test_two_moves_that_cross_leave_a_tree(bench: Bench) -> None:
    async with bench.client() as client:
        for _ in range(5):
            a, b = await made(client), await made(client, name="B")
            a1, b1 = await made(client, parent=a), await made(client, parent=b)
            answers = await asyncio.gather(moved(client, a, b1), moved(client, b, a1))
            assert sorted(answer.status_code for answer in answers) == [200, 422]
            refused = next(answer for answer in answers if answer.status_code == 422)
            assert refused.json()["code"] == "hierarchy_cycle"


async def test_a_hierarchy_has_ten_levels(bench: Bench) -> None:
    async with bench.client() as client:
        chain = [await made(client)]
        for _ in range(9):
            chain.append(await made(client, parent=chain[-1]))
        eleventh = await client.post(
            "/api/v1/organizations", json={"name": "K", "parent": chain[-1]}
        )
        assert (eleventh.status_code, eleventh.json()["code"]) == (422, "hierarchy_too_deep")
        top = await made(client, name="Top")
        above = await moved(client, chain[0], top)
        assert (above.status_code, above.json()["code"]) == (422, "hierarchy_too_deep")
        assert (await moved(client, chain[1], top)).status_code == 200


async def test_what_hangs_below_a_deleted_one_goes_where_it_is_told(bench: Bench) -> None:
    async with bench.client() as client:
        top = await made(client)
        middle = await made(client, parent=top)
        below = await made(client, parent=middle)
        path = f"/api/v1/organizations/{middle}"
        before = len(await bench.facts())
        refused = await client.delete(path)
        assert (refused.status_code, refused.json()["code"]) == (409, "has_children")
        assert refused.json()["params"] == {"count": 1}
        assert len(await bench.facts()) == before
        assert (await client.delete(f"{path}?children=reparent")).status_code == 204
        assert (await client.get(f"/api/v1/organizations/{below}")).json()["parent"] == top
        assert (await client.delete(f"/api/v1/organizations/{top}?children=orphan")).is_success
        assert (await client.get(f"/api/v1/organizations/{below}")).json()["parent"] is None
        assert (await client.post(f"{path}/restore")).status_code == 200


async def test_a_vat_id_belongs_to_one_unless_a_right_says_otherwise(
    bench: Bench, realm: Realm
) -> None:
    plain = await realm.user(profiles=[await realm.profile()])
    free = await realm.profile(
        EVERY_ACTION.model_copy(update={"flags": ["organization.duplicate_vat"]})
    )
    may = await realm.user(profiles=[free])
    body = {"name": "A", "vat_id": "DE136695976"}
    async with bench.client(realm.principal(plain)) as client:
        answers = await asyncio.gather(
            *(client.post("/api/v1/organizations", json=body) for _ in range(5))
        )
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
        taken = next(answer for answer in answers if answer.status_code == 409)
        assert taken.json()["code"] == "duplicate_vat_id"
        other = await made(client, name="B")
        patched = await client.patch(
            f"/api/v1/organizations/{other}", json={"vat_id": "DE 136695976"}
        )
        assert (patched.status_code, patched.json()["code"]) == (409, "duplicate_vat_id")
    async with bench.client(realm.principal(may)) as client:
        assert (await client.post("/api/v1/organizations", json=body)).status_code == 201


async def test_a_number_is_free_again_once_its_record_is_in_the_bin(bench: Bench) -> None:
    async with bench.client() as client:
        first = await client.post("/api/v1/organizations", json={"name": "A", "number": "O-1"})
        taken = await client.post("/api/v1/organizations", json={"name": "B", "number": "O-1"})
        assert (taken.status_code, taken.json()["params"]) == (409, {"field": "number"})
        await client.delete(first.headers["location"])
        again = await client.post("/api/v1/organizations", json={"name": "B", "number": "O-1"})
        assert again.status_code == 201
        binned = await client.patch(first.headers["location"], json={"name": "C"})
        assert (binned.status_code, binned.json()["code"]) == (409, "record_in_bin")
