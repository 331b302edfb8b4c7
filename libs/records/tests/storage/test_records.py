"""Records over HTTP: created, read, changed, binned, restored and purged, with their history."""

from typing import Any

import httpx
import pytest

from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from kontor_records.testing.realm import Realm


async def made(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    answer = await client.post("/api/v1/boats", json={"name": "Ålesund", **fields})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def keys_of(bench: Bench, record: str) -> list[tuple[str, str]]:
    rows = await bench.reading().unit.all(_keys(), record=record)
    return sorted((row["kind"], row["value"]) for row in rows)


def _keys() -> Any:
    from kontor_chassis.database.statements import Statement

    return Statement(
        "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"
        " SELECT x.* FROM t CROSS JOIN LATERAL (SELECT kind, value FROM record_key"
        " WHERE tenant_id = $1 AND record = $2::uuid AND t.s IS NOT NULL OFFSET 0) x",
        ("tenant", "record"),
    )


async def test_a_record_is_created_read_and_changed(bench: Bench) -> None:
    async with bench.client() as client:
        boat = await made(client, number="B-1", emails=[{"value": "Ola@Hafen.example"}])
        assert boat["version"] == 1
        assert boat["owner"] == str(bench.user)
        path = f"/api/v1/boats/{boat['id']}"
        changed = await client.patch(path, json={"name": "Bodø", "status": "afloat"})
        assert changed.status_code == 200, changed.text
        read = await client.get(path)
        assert read.json() == changed.json()
        assert read.headers["etag"] == '"2"'
        same = await client.patch(path, json={"name": "Bodø"})
        assert (same.status_code, same.json()["version"]) == (200, 2)
    assert await keys_of(bench, boat["id"]) == [("emails", "ola@hafen.example"), ("number", "b-1")]
    facts = await bench.facts()
    assert [(fact.type, fact.version) for fact in facts] == [
        ("sample.boat.created.v1", 1),
        ("sample.boat.updated.v1", 2),
    ]
    assert facts[1].data["changed"] == {
        "name": ["Ålesund", "Bodø"],
        "status": ["planned", "afloat"],
    }


async def test_its_history_tells_every_change_once(bench: Bench) -> None:
    async with bench.client() as client:
        boat = await made(client, length=12)
        path = f"/api/v1/boats/{boat['id']}"
        await client.patch(path, json={"length": 14})
        await client.delete(path)
        await client.post(f"{path}/restore")
        answer = await client.get(f"{path}/history")
        first = await client.get(f"{path}/history?limit=3")
        rest = await client.get(f"{path}/history?limit=3&before={first.json()['next']}")
    items = answer.json()["items"]
    assert [(item["version"], item["kind"]) for item in items] == [
        (4, "restored"), (3, "deleted"), (2, "updated"), (1, "created"),
    ]  # fmt: skip
    assert items[2]["changes"] == [{"field": "length", "old": 12, "new": 14}]
    assert {"field": "length", "old": None, "new": 12} in items[3]["changes"]
    assert {item["actor"] for item in items} == {f"user:{bench.user}"}
    assert [*first.json()["items"], *rest.json()["items"]] == items


async def test_a_deletion_takes_parts_along_and_a_restore_brings_exactly_those_back(
    bench: Bench,
) -> None:
    async with bench.client() as client:
        boat = await made(client)
        path = f"/api/v1/boats/{boat['id']}"
        cabins = [
            (await client.post("/api/v1/cabins", json={"name": n, "boat": boat["id"]})).json()["id"]
            for n in ("fore", "aft")
        ]
        assert (await client.delete(f"/api/v1/cabins/{cabins[0]}")).status_code == 204
        assert (await client.delete(path)).status_code == 204
        assert (await client.get(path)).status_code == 404
        blocked = await client.post(f"/api/v1/cabins/{cabins[1]}/restore")
        assert (blocked.status_code, blocked.json()["code"]) == (409, "parent_binned")
        refused = await client.patch(path, json={"name": "X"})
        assert (refused.status_code, refused.json()["code"]) == (409, "record_in_bin")
        restored = await client.post(f"{path}/restore")
        assert restored.status_code == 200, restored.text
        assert [(await client.get(f"/api/v1/cabins/{one}")).status_code for one in cabins] == [
            404, 200,
        ]  # fmt: skip
        again = await client.post(f"{path}/restore")
        assert (again.status_code, again.json()["code"]) == (409, "not_in_bin")
    assert [fact.type.split(".", 1)[1] for fact in await bench.facts()] == [
        "boat.created.v1", "cabin.created.v1", "cabin.created.v1",
        "cabin.deleted.v1", "boat.deleted.v1", "cabin.deleted.v1",
        "boat.restored.v1", "cabin.restored.v1",
    ]  # fmt: skip


async def test_a_unique_value_is_free_in_the_bin_and_checked_at_the_restore(bench: Bench) -> None:
    async with bench.client() as client:
        first = await made(client, number="B-7")
        taken = await client.post("/api/v1/boats", json={"name": "Y", "number": "B-7"})
        assert (taken.status_code, taken.json()["code"]) == (409, "unique_taken")
        await client.delete(f"/api/v1/boats/{first['id']}")
        await made(client, number="B-7")
        before = await bench.fact_types()
        refused = await client.post(f"/api/v1/boats/{first['id']}/restore")
        assert (refused.status_code, refused.json()["code"]) == (409, "unique_taken")
    assert await bench.fact_types() == before


async def test_a_purge_leaves_nothing_and_tells_only_that(bench: Bench) -> None:
    async with bench.client() as client:
        boat = await made(client, number="B-9")
        path = f"/api/v1/boats/{boat['id']}"
        early = await client.post(f"{path}/purge")
        assert (early.status_code, early.json()["code"]) == (409, "not_in_bin")
        await client.delete(path)
        assert (await client.post(f"{path}/purge")).status_code == 204
        assert (await client.get(f"{path}/history")).status_code == 404
        assert (await client.post(f"{path}/restore")).status_code == 404
    assert await keys_of(bench, boat["id"]) == []
    assert (await bench.facts())[-1].data == {"id": boat["id"], "version": 2}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "field_required"),
        ({"name": "X", "version": 7}, "field_unknown"),
        ({"name": "X", "tags": [str(new_id())]}, "field_unknown"),
        ({"name": "X", "access": {}}, "field_unknown"),
        ({"name": "X", "status": "lost"}, "choice_unknown"),
        ({"name": "X", "price": {"minor": "1", "currency": "EUR"}}, "field_type"),
    ],
)
async def test_a_refused_create_leaves_nothing(
    bench: Bench, body: dict[str, Any], code: str
) -> None:
    async with bench.client() as client:
        answer = await client.post("/api/v1/boats", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert await bench.facts() == []


async def test_another_tenant_finds_nothing(bench: Bench) -> None:
    async with bench.client() as client:
        boat = await made(client)
    path = f"/api/v1/boats/{boat['id']}"
    before = await bench.fact_types()
    other = Bench(bench.runtime)
    await Realm(other).administrator(other.user)
    async with other.client() as stranger:
        for answer in (
            await stranger.get(path),
            await stranger.get(f"{path}/history"),
            await stranger.patch(path, json={"name": "X"}),
            await stranger.delete(path),
            await stranger.post(f"{path}/restore"),
            await stranger.post(f"{path}/purge"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "record_unknown")
    assert await bench.fact_types() == before


async def test_a_status_follows_its_life_cycle(bench: Bench) -> None:
    async with bench.client() as client:
        boat = await made(client)
        path = f"/api/v1/boats/{boat['id']}"
        jump = await client.patch(path, json={"status": "sunk"})
        assert (jump.status_code, jump.json()["code"]) == (409, "transition_not_allowed")
        assert jump.json()["params"] == {"allowed": ["afloat"]}
        step = await client.patch(path, json={"status": "afloat"})
        assert (step.status_code, step.json()["status"]) == (200, "afloat")
    assert [fact.version for fact in await bench.facts()] == [1, 2]
