"""What a record's page is told: names, what may be done, the bin, and what a stale write missed."""

from typing import Any

import httpx

from kontor_chassis.testing.bench import Bench
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import FieldRight, ModuleRight, Permissions
from libs.records.tests.customizing.calls import defined


async def made(client: httpx.AsyncClient, path: str, **fields: Any) -> dict[str, Any]:
    answer = await client.post(f"/api/v1/{path}", json=fields)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_page_has_names_and_what_may_be_done(bench: Bench) -> None:
    async with bench.client() as client:
        harbour = await made(client, "harbours", name="Bergen")
        boat = await made(client, "boats", name="Nordlys", harbour=harbour["id"])
        plain = await client.get(f"/api/v1/boats/{boat['id']}")
        page = await client.get(f"/api/v1/boats/{boat['id']}", params={"meta": "true"})
    meta = page.json().pop("_meta")
    assert {**plain.json(), "_meta": meta} == page.json()
    assert page.headers["etag"] == '"1"'
    assert (meta["can"], meta["binned"]) == ({"update": True, "delete": True}, None)
    assert meta["refs"][f"sample.harbour:{harbour['id']}"] == {"title": "Bergen"}


async def test_a_page_stands_in_the_bin_and_ends_with_the_record(bench: Bench) -> None:
    async with bench.client() as client:
        path = f"/api/v1/boats/{(await made(client, 'boats', name='Nordlys'))['id']}"
        assert (await client.delete(path)).status_code == 204
        assert (await client.get(path)).status_code == 404
        page = await client.get(path, params={"meta": "true"})
        assert page.json()["_meta"]["binned"] == {
            "at": page.json()["updated_at"],
            "by": f"user:{bench.user}",
            "kept_until": page.json()["_meta"]["binned"]["kept_until"],
        }
        assert (await client.post(f"{path}/purge")).status_code == 204
        assert (await client.get(path, params={"meta": "true"})).status_code == 404


async def test_a_page_of_somebody_with_less_rights_says_less(bench: Bench, realm: Realm) -> None:
    async with bench.client() as client:
        boat = await made(client, "boats", name="Nordlys", skipper="Ola")
    module = ModuleRight(
        record="sample.boat",
        actions=["read"],
        fields=[FieldRight(field="skipper", level="none")],
    )
    user = await realm.user(profiles=[await realm.profile(Permissions(modules=[module]))])
    await realm.open("sample.boat", "read")
    async with bench.client(realm.principal(user)) as client:
        page = await client.get(f"/api/v1/boats/{boat['id']}", params={"meta": "true"})
    assert page.json()["_meta"]["can"] == {"update": False, "delete": False}
    assert "skipper" not in page.json()


async def test_a_stale_write_is_told_what_has_changed_since(bench: Bench) -> None:
    async with bench.client() as client:
        boat = await made(client, "boats", name="Nordlys", length=9)
        path, first = f"/api/v1/boats/{boat['id']}", {"If-Match": '"1"'}
        await client.patch(path, json={"name": "Sydlys"})
        second = (await client.patch(path, json={"has_sails": True, "name": "Østlys"})).json()
        refused = [
            await client.patch(path, json={"length": 10}, headers=first),
            await client.delete(path, headers=first),
        ]
        unchanged = await client.get(path)
    assert [answer.status_code for answer in refused] == [412, 412]
    for answer in refused:
        told = {name: answer.json()[name] for name in _TOLD}
        assert told == {
            "base_version": 1,
            "version": 3,
            "by": f"user:{bench.user}",
            "at": second["updated_at"],
            "current": {"name": "Østlys", "has_sails": True},
        }
    assert unchanged.json() == second


_TOLD = ("base_version", "version", "by", "at", "current")


async def test_a_stale_write_is_told_nothing_hidden(bench: Bench, realm: Realm) -> None:
    async with bench.client() as client:
        await defined(bench, client, "c_open")
        await defined(bench, client, "c_secret")
        pier = await made(client, "piers", title="North", length=9)
        path, first = f"/api/v1/piers/{pier['id']}", {"If-Match": '"1"'}
        own = {"c_open": "a", "c_secret": "b"}
        changed = await client.patch(path, json={"length": 10, "custom": own})
        assert changed.status_code == 200, changed.text
        all_told = await client.patch(path, json={"title": "South"}, headers=first)
    assert all_told.json()["current"] == {
        "length": 10, "custom.c_open": "a", "custom.c_secret": "b",
    }  # fmt: skip
    hidden = [FieldRight(field=name, level="none") for name in ("length", "c_secret")]
    module = ModuleRight(record="sample.pier", actions=["read", "update"], fields=hidden)
    user = await realm.user(profiles=[await realm.profile(Permissions(modules=[module]))])
    await realm.open("sample.pier", "read_write")
    async with bench.client(realm.principal(user)) as client:
        less = await client.patch(path, json={"title": "South"}, headers=first)
    assert (less.status_code, less.json()["current"]) == (412, {"custom.c_open": "a"})
