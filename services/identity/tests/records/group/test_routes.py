"""Groups: who is in them, and what everybody is told of it."""

from uuid import uuid4

from kontor_chassis.testing.bench import Bench
from services.identity.tests.records.group.factory import a_group
from services.identity.tests.records.tenant.factory import Office
from services.identity.tests.records.user.factory import a_user, signed_in


async def test_a_group_is_created_read_changed_listed_and_deleted(
    bench: Bench, office: Office
) -> None:
    anna, ben = await a_user(bench), await a_user(bench)
    before = len(await bench.facts())
    async with bench.client() as client:
        body = {"name": "Sales South", "members": [str(anna.id), str(anna.id)]}
        created = await client.post("/api/v1/groups", json=body)
        assert created.status_code == 201, created.text
        assert created.json()["members"] == [str(anna.id)]
        path = created.headers["location"]
        assert (await client.get(path)).content == created.content
        changed = await client.patch(path, json={"members": [str(ben.id)]})
        assert changed.json()["members"] == [str(ben.id)]
        listed = (await client.get("/api/v1/groups?sort=name")).json()["items"]
        assert [item["name"] for item in listed] == ["Sales South"]
        assert (await client.delete(path)).status_code == 204
        assert (await client.get(path)).status_code == 404
    group = created.json()["id"]
    facts = (await bench.facts())[before:]
    assert [fact.type.split(".")[1:3] for fact in facts] == [
        ["group", "created"],
        ["grant", "changed"],
        ["group", "membership_changed"],
        ["group", "updated"],
        ["grant", "changed"],
        ["group", "membership_changed"],
        ["group", "deleted"],
        ["grant", "changed"],
        ["group", "membership_changed"],
    ]
    assert {str(fact.subject) for fact in facts} == {group}
    grants = [fact for fact in facts if fact.type == "identity.grant.changed.v1"]
    told = [(fact.version, fact.data["group"] and fact.data["group"]["members"]) for fact in grants]
    assert told == [(1, [str(anna.id)]), (2, [str(ben.id)]), (3, None)]
    moves = [fact for fact in facts if fact.type == "identity.group.membership_changed.v1"]
    assert [(fact.data["added"], fact.data["removed"]) for fact in moves] == [
        ([str(anna.id)], []),
        ([str(ben.id)], [str(anna.id)]),
        ([], [str(ben.id)]),
    ]


async def test_a_name_is_taken_once_and_free_again(bench: Bench, office: Office) -> None:
    async with bench.client() as client:
        first = await client.post("/api/v1/groups", json={"name": "Team"})
        before = len(await bench.facts())
        taken = await client.post("/api/v1/groups", json={"name": "TEAM"})
        assert (taken.status_code, taken.json()["code"]) == (409, "unique_taken")
        assert taken.json()["params"] == {"field": "name"}
        assert len(await bench.facts()) == before
        await client.delete(first.headers["location"])
        assert (await client.post("/api/v1/groups", json={"name": "team"})).status_code == 201


async def test_an_unknown_or_departed_member_is_named(bench: Bench, office: Office) -> None:
    anna, gone = await a_user(bench), await a_user(bench)
    group = await a_group(bench, members=[anna.id])
    async with bench.client() as client:
        await client.delete(f"/api/v1/users/{gone.id}")
        before = len(await bench.facts())
        for stranger in (uuid4(), gone.id):
            members = [str(anna.id), str(stranger)]
            for refused in (
                await client.post("/api/v1/groups", json={"name": "X", "members": members}),
                await client.patch(f"/api/v1/groups/{group.id}", json={"members": members}),
            ):
                assert (refused.status_code, refused.json()["code"]) == (404, "reference_unknown")
                assert refused.json()["params"] == {"path": "/members/1"}
    assert len(await bench.facts()) == before


async def test_a_departed_user_stays_named_until_the_group_is_changed(
    bench: Bench, office: Office
) -> None:
    anna = await a_user(bench)
    group = await a_group(bench, members=[anna.id])
    async with bench.client() as client:
        await client.delete(f"/api/v1/users/{anna.id}")
        path = f"/api/v1/groups/{group.id}"
        assert (await client.patch(path, json={"description": "x"})).status_code == 200
        emptied = await client.patch(path, json={"members": []})
        assert emptied.json()["members"] == []


async def test_who_is_no_administrator_only_reads(bench: Bench, office: Office) -> None:
    user, group = await a_user(bench), await a_group(bench)
    before = len(await bench.facts())
    path = f"/api/v1/groups/{group.id}"
    async with bench.client(signed_in(bench, user)) as client:
        assert (await client.get(path)).status_code == 200
        for refused in (
            await client.post("/api/v1/groups", json={"name": "Mine"}),
            await client.patch(path, json={"members": [str(user.id)]}),
            await client.delete(path),
        ):
            assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")
    assert len(await bench.facts()) == before
