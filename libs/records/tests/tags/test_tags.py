"""Tags: one word whatever its spelling, shared or one's own, renamed and merged with what they are on."""

import asyncio
from typing import Any
from uuid import UUID

import httpx

from kontor_chassis.testing.bench import Bench
from kontor_records.tags.names import tag_id
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import Permissions
from libs.records.tests.customizing.calls import PIERS, followed, made, refused

TAGS = "/api/v1/tags"


async def tagged(client: httpx.AsyncClient, pier: dict[str, Any], name: str, **more: Any) -> Any:
    answer = await client.post(f"{PIERS}/{pier['id']}/tag", json={"name": name, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def names_on(client: httpx.AsyncClient, pier: dict[str, Any]) -> list[str]:
    items = (await client.get(f"{PIERS}/{pier['id']}/tags")).json()["items"]
    return [each["name"] for each in items]


async def test_spellings_of_a_word_are_one_tag_and_the_first_is_kept(bench: Bench) -> None:
    async with bench.client() as client:
        piers = [await made(client) for _ in range(3)]
        for pier, name in zip(piers, ("VIP", " vip ", "Vip"), strict=True):
            found = await tagged(client, pier, name)
            assert found["tags"] == [str(tag_id(bench.tenant, "VIP"))]
        assert [await names_on(client, pier) for pier in piers] == [["VIP"]] * 3
        again = await tagged(client, piers[0], "vip")
        assert again["version"] == 2
    assert (await bench.fact_types()).count("sample.tag.created.v1") == 1


async def test_a_private_tag_shows_to_nobody_else(bench: Bench, realm: Realm) -> None:
    async with bench.client() as client:
        pier = await made(client)
        found = await tagged(client, pier, "secret plan", scope="private")
        assert (found["tags"], found["version"]) == ([], 1)
        mine = (await client.get(TAGS)).json()["items"]
        assert [(each["name"], each["scope"]) for each in mine] == [("secret plan", "private")]
        assert await names_on(client, pier) == ["secret plan"]
        under = (await client.get(f"{TAGS}/{mine[0]['id']}/records")).json()["records"]
        assert [(each["record"], each["count"]) for each in under] == [("sample.pier", 1)]
    other = await realm.administrator()
    async with bench.client(realm.principal(other)) as client:
        assert (await client.get(TAGS)).json()["items"] == []
        assert await names_on(client, pier) == []
        assert (await client.get(f"{TAGS}/{mine[0]['id']}/records")).status_code == 404
        stolen = await client.post(f"{TAGS}/{mine[0]['id']}/rename", json={"name": "mine"})
        assert stolen.status_code == 404
        left = await client.post(f"{PIERS}/{pier['id']}/untag", json={"tag": mine[0]["id"]})
        assert left.status_code == 200
    async with bench.client() as client:
        assert await names_on(client, pier) == ["secret plan"]
    assert [kind for kind in await bench.fact_types() if "tag" in kind] == []
    assert all("secret" not in str(fact.data) for fact in await bench.facts())


async def test_two_people_who_tag_at_once_both_land(bench: Bench) -> None:
    async with bench.client() as client:
        pier = await made(client)
        names = [f"tag {place}" for place in range(8)]
        headers = {"If-Match": '"1"'}
        answers = await asyncio.gather(*(
            client.post(f"{PIERS}/{pier['id']}/tag", json={"name": name}, headers=headers)
            for name in names
        ))  # fmt: skip
        assert [answer.status_code for answer in answers] == [200] * 8
        assert await names_on(client, pier) == names
    assert (await bench.fact_types()).count("sample.pier.updated.v1") == 8


async def test_a_tag_is_taken_off_once(bench: Bench) -> None:
    async with bench.client() as client:
        pier = await tagged(client, await made(client), "VIP")
        body = {"tag": pier["tags"][0]}
        first = await client.post(f"{PIERS}/{pier['id']}/untag", json=body)
        second = await client.post(f"{PIERS}/{pier['id']}/untag", json=body)
    assert [(each.json()["tags"], each.json()["version"]) for each in (first, second)] == [
        ([], 3)
    ] * 2


async def test_a_renamed_tag_takes_its_records_along(bench: Bench) -> None:
    async with bench.client() as client:
        pier = await tagged(client, await made(client), "Lead")
        old = pier["tags"][0]
        await client.post(f"{TAGS}/{old}/pin")
        answer = await client.post(f"{TAGS}/{old}/rename", json={"name": "Prospect"})
        assert answer.status_code == 202, answer.text
        new = answer.json()["id"]
        assert new == str(tag_id(bench.tenant, "prospect"))
        assert await names_on(client, pier) == ["Prospect"]
        await followed(bench)
        read = (await client.get(f"{PIERS}/{pier['id']}")).json()
        assert read["tags"] == [new]
        other = await tagged(client, await made(client), "lead")
        assert other["tags"] == [new]
        listed = (await client.get(TAGS)).json()["items"]
    assert [(each["name"], each["is_pinned"]) for each in listed] == [("Prospect", True)]
    kinds = [kind for kind in await bench.fact_types() if kind.startswith("sample.tag")]
    assert kinds == [f"sample.tag.{verb}.v1" for verb in ("created", "created", "renamed")]


async def test_a_spelling_is_corrected_in_place(bench: Bench) -> None:
    async with bench.client() as client:
        pier = await tagged(client, await made(client), "vip")
        answer = await client.post(f"{TAGS}/{pier['tags'][0]}/rename", json={"name": "VIP"})
        assert (answer.status_code, answer.json()) == (202, {"jobs": [], "id": pier["tags"][0]})
        assert await names_on(client, pier) == ["VIP"]


async def test_merged_tags_are_one(bench: Bench) -> None:
    async with bench.client() as client:
        pier = await tagged(client, await made(client), "A")
        both = await tagged(client, pier, "B")
        first, second = both["tags"]
        assert refused(await client.post(f"{TAGS}/{first}/merge", json={"into": first}))[:2] == (
            422, "merge_self",
        )  # fmt: skip
        answer = await client.post(f"{TAGS}/{first}/merge", json={"into": second})
        assert answer.status_code == 202, answer.text
        await followed(bench)
        assert (await client.get(f"{PIERS}/{pier['id']}")).json()["tags"] == [second]
        taken = await client.post(f"{TAGS}/{first}/rename", json={"name": "C"})
        assert taken.status_code == 404


async def test_a_deleted_tag_leaves_everything_and_may_come_anew(bench: Bench) -> None:
    async with bench.client() as client:
        pier = await tagged(client, await made(client), "old")
        assert (await client.delete(f"{TAGS}/{pier['tags'][0]}")).status_code == 202
        await followed(bench)
        read = (await client.get(f"{PIERS}/{pier['id']}")).json()
        assert read["tags"] == []
        anew = await tagged(client, pier, "Old")
        assert await names_on(client, pier) == ["Old"]
    assert anew["tags"] == pier["tags"]


async def test_names_and_counts_have_limits(bench: Bench) -> None:
    async with bench.client() as client:
        pier = await made(client)
        path = f"{PIERS}/{pier['id']}/tag"
        assert refused(await client.post(path, json={"name": "x" * 51})) == (
            422, "value_too_long", ["/name"],
        )  # fmt: skip
        assert refused(await client.post(path, json={"name": "  "}))[0] == 422
        for place in range(100):
            await tagged(client, pier, f"t{place}")
        assert refused(await client.post(path, json={"name": "more"}))[:2] == (409, "limit_reached")
        private = {"name": "mine", "scope": "private"}
        assert refused(await client.post(path, json=private))[:2] == (409, "limit_reached")


async def test_shared_tags_are_made_by_those_who_may(bench: Bench, realm: Realm) -> None:
    async with bench.client() as client:
        pier = await made(client)
        await tagged(client, pier, "known")
    permissions = Permissions(actions=["read", "update"])
    user = await realm.user(profiles=[await realm.profile(permissions)])
    await realm.open("sample.pier", "read_write")
    async with bench.client(realm.principal(user)) as client:
        path = f"{PIERS}/{pier['id']}"
        assert refused(await client.post(f"{path}/tag", json={"name": "new"}))[:2] == (
            403, "action_forbidden",
        )  # fmt: skip
        other = await client.post(f"{path}/untag", json={"tag": str(tag_id(bench.tenant, "known"))})
        assert other.status_code == 200, other.text
        assert (await client.post(f"{path}/tag", json={"name": "known"})).status_code == 200
        own = {"name": "mine", "scope": "private"}
        assert (await client.post(f"{path}/tag", json=own)).status_code == 200
        assert (await client.delete(f"{TAGS}/{tag_id(bench.tenant, 'known')}")).status_code == 403


async def test_records_under_a_tag_are_those_one_may_see(bench: Bench, realm: Realm) -> None:
    async with bench.client() as client:
        for _ in range(21):
            pier = await tagged(client, await made(client), "many")
        await client.delete(f"{PIERS}/{pier['id']}")
        under = (await client.get(f"{TAGS}/{pier['tags'][0]}/records")).json()["records"]
        assert [(each["count"], len(each["items"])) for each in under] == [(20, 20)]
        assert under[0]["items"][0]["title"] == "At the pier"
    stranger = await realm.user(profiles=[await realm.profile()])
    async with bench.client(realm.principal(stranger)) as client:
        assert (await client.get(f"{TAGS}/{pier['tags'][0]}/records")).json() == {"records": []}


async def test_tags_of_one_tenant_mean_nothing_in_another(bench: Bench) -> None:
    assert tag_id(bench.tenant, "a") != tag_id(UUID(int=1), "a")
    assert tag_id(bench.tenant, "Müller ") == tag_id(bench.tenant, "mueller")
    assert tag_id(bench.tenant, "a", bench.user) != tag_id(bench.tenant, "a")
