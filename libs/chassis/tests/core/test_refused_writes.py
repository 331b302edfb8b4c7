"""A refused write changes nothing: no row of any table, no fact, no stored answer."""

from dataclasses import replace

import pytest

from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.digest import digest


@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_a_token_that_may_only_read_changes_nothing(bench: Bench, method: str) -> None:
    async with bench.client() as client:
        path = (await client.post("/api/v1/notes", json={"title": "A"})).headers["location"]
    before = await digest(bench)
    narrow = replace(bench.principal, scopes=frozenset({"read"}))
    async with bench.client(narrow, **{"Idempotency-Key": "narrow"}) as client:
        where = "/api/v1/notes" if method == "POST" else path
        answer = await client.request(method, where, json={"title": "B"})
        assert (answer.status_code, answer.json()["code"]) == (403, "action_forbidden")
        assert (await client.get(path)).json()["title"] == "A"
    assert await digest(bench) == before


async def test_a_refusal_of_any_kind_changes_nothing(bench: Bench) -> None:
    async with bench.client() as client:
        made = await client.post("/api/v1/notes", json={"title": "A", "code": "X"})
        path = made.headers["location"]
        before = await digest(bench)
        assert (before["note"].rows, before["outbox"].rows) == (1, 1)
        key = {"Idempotency-Key": "refused"}
        refused = [
            await client.post("/api/v1/notes", json={"title": ""}, headers=key),
            await client.post("/api/v1/notes", json={"title": "B", "code": "X"}, headers=key),
            await client.post("/api/v1/notes", json={"title": "B", "parent": str(new_id())}),
            await client.patch(path, json={"title": "B"}, headers={"If-Match": '"7"', **key}),
            await client.patch(path, json={"version": 9}, headers=key),
            await client.patch(f"/api/v1/notes/{new_id()}", json={"title": "B"}, headers=key),
            await client.post("/api/v1/notes", content=b"{", headers=key),
        ]
    assert [answer.status_code for answer in refused] == [422, 409, 404, 412, 422, 404, 415]
    assert await digest(bench) == before
    async with bench.stranger() as client:
        assert (await client.post("/api/v1/notes", json={"title": "B"})).status_code == 401
    async with bench.client(bench.another_tenant()) as client:
        assert (await client.patch(path, json={"title": "B"})).status_code == 404
    assert await digest(bench) == before
