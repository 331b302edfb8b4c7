"""Relationships at the edge, and the net around a person."""

import asyncio
from itertools import pairwise
from typing import Any

import httpx

from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from kontor_records.testing.realm import Realm


async def person(client: httpx.AsyncClient, name: str) -> str:
    answer = await client.post("/api/v1/contacts", json={"family_name": name})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def related(client: httpx.AsyncClient, kind: str, first: str, second: str) -> httpx.Response:
    body = {"kind": kind, "from_contact": first, "to_contact": second}
    return await client.post("/api/v1/relationships", json=body)


async def test_nobody_stands_above_himself(bench: Bench) -> None:
    async with bench.client() as client:
        a, b, c = [await person(client, name) for name in "ABC"]
        assert (await related(client, "reports_to", a, b)).status_code == 201
        assert (await related(client, "reports_to", b, c)).status_code == 201
        before = len(await bench.facts())
        circle = await related(client, "reports_to", c, a)
        assert (circle.status_code, circle.json()["code"]) == (422, "relationship_cycle")
        twice = await related(client, "reports_to", a, b)
        assert (twice.status_code, twice.json()["code"]) == (409, "relationship_exists")
        itself = await related(client, "spouse_of", a, a)
        assert (itself.status_code, itself.json()["code"]) == (422, "relationship_ends")
        unknown = await related(client, "spouse_of", a, str(new_id()))
        assert unknown.json()["params"] == {"path": "/to_contact"}
        assert len(await bench.facts()) == before


async def test_two_that_would_close_a_circle_at_once_do_not(bench: Bench) -> None:
    async with bench.client() as client:
        for _ in range(5):
            a, b = await person(client, "A"), await person(client, "B")
            answers = await asyncio.gather(
                related(client, "reports_to", a, b), related(client, "reports_to", b, a)
            )
            assert sorted(answer.status_code for answer in answers) == [201, 422]


async def test_who_are_the_same_to_each_other_stand_once(bench: Bench) -> None:
    async with bench.client() as client:
        a, b = sorted([await person(client, "A"), await person(client, "B")])
        one = await related(client, "spouse_of", b, a)
        assert (one.json()["from_contact"], one.json()["to_contact"]) == (a, b)
        assert (await related(client, "spouse_of", a, b)).status_code == 409


async def test_organizations_compete_and_persons_do_not(bench: Bench) -> None:
    async with bench.client() as client:
        ids = [
            (await client.post("/api/v1/organizations", json={"name": name})).json()["id"]
            for name in "AB"
        ]
        body = {"kind": "competitor_of", "from_organization": ids[0], "to_organization": ids[1]}
        assert (await client.post("/api/v1/relationships", json=body)).status_code == 201
        wrong = await client.post("/api/v1/relationships", json={**body, "kind": "spouse_of"})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "relationship_ends")


async def test_the_net_is_two_deep_and_shows_whom_one_may_see(bench: Bench, realm: Realm) -> None:
    seller = await realm.user(profiles=[await realm.profile()])
    mine: dict[str, Any] = {"owner": str(seller)}
    async with bench.client() as client:
        ids = []
        for name in ("A", "B", "C", "D"):
            owned = {} if name == "C" else mine
            made = await client.post("/api/v1/contacts", json={"family_name": name, **owned})
            ids.append(made.json()["id"])
        for first, second in pairwise(ids):
            assert (await related(client, "advisor_of", first, second)).status_code == 201
        net = (await client.get(f"/api/v1/contacts/{ids[0]}/network")).json()
        assert [node["title"] for node in net["nodes"]] == ["A", "B", "C"]
        assert [(edge["kind"], edge["inverse"]) for edge in net["edges"]] == [
            ("advisor_of", "advised_by"), ("advisor_of", "advised_by"),
        ]  # fmt: skip
        near = (await client.get(f"/api/v1/contacts/{ids[0]}/network?depth=1")).json()
        assert len(near["nodes"]) == 2
        far = await client.get(f"/api/v1/contacts/{ids[0]}/network?depth=3")
        assert (far.status_code, far.json()["code"]) == (422, "value_range")
    async with bench.client(realm.principal(seller)) as client:
        net = (await client.get(f"/api/v1/contacts/{ids[0]}/network")).json()
        assert [node["title"] for node in net["nodes"]] == ["A", "B"]
        assert (await client.get(f"/api/v1/contacts/{ids[2]}/network")).status_code == 404
