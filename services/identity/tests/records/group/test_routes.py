"""Groups: who is in them, and what everybody is told of it."""

from uuid import uuid4

from kontor_chassis.testing.bench import Bench
from kontor_identity.records.grant import queries as grant_queries
from services.identity.tests.records.group.factory import a_group
from services.identity.tests.records.role.factory import a_role
from services.identity.tests.records.tenant.factory import Office
from services.identity.tests.records.user.factory import a_user, signed_in
from services.identity.tests.unchanged import refused


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


def party(kind: str, identifier: object) -> dict[str, object]:
    return {"member": {"kind": kind, "id": str(identifier)}}


async def test_members_of_every_kind_come_and_go(bench: Bench, office: Office) -> None:
    role = await a_role(bench)
    anna, ben = await a_user(bench), await a_user(bench, role=role.id)
    inner = await a_group(bench, members=[anna.id])
    group = await a_group(bench)
    path = f"/api/v1/groups/{group.id}"
    for kind, identifier, effective in (
        ("user", anna.id, [anna.id]),
        ("group", inner.id, []),
        ("role", role.id, [ben.id]),
        ("role_below", role.id, []),
    ):
        before = len(await bench.facts())
        async with bench.client() as client:
            added = await client.post(f"{path}/add_member", json=party(kind, identifier))
            assert added.status_code == 200, added.text
            again = await client.post(f"{path}/add_member", json=party(kind, identifier))
            assert again.json()["version"] == added.json()["version"]
        facts = (await bench.facts())[before:]
        changed = [["membership_changed"]] if effective else []
        assert [fact.type.split(".")[2:3] for fact in facts] == [
            ["updated"], ["member_added"], ["changed"], *changed,
        ]  # fmt: skip
        assert facts[1].data["member"] == {"kind": kind, "id": str(identifier)}
        if effective:
            assert facts[3].data["added"] == [str(each) for each in effective]
    async with bench.client() as client:
        # Anna leaves by herself and stays by way of the group that is in it.
        before = len(await bench.facts())
        removed = await client.post(f"{path}/remove_member", json=party("user", anna.id))
        assert removed.json()["members"] == []
        assert [fact.type.split(".")[2] for fact in (await bench.facts())[before:]] == [
            "updated",
            "member_removed",
            "changed",
        ]
        before = len(await bench.facts())
        await client.post(f"{path}/remove_member", json=party("group", inner.id))
        assert (await bench.facts())[-1].data["removed"] == [str(anna.id)]


async def test_a_user_who_gets_a_role_comes_into_the_roles_groups(
    bench: Bench, office: Office
) -> None:
    top = await a_role(bench)
    low = await a_role(bench, parent=top.id)
    group = await a_group(bench, member_roles_below=[top.id])
    outer = await a_group(bench, member_groups=[group.id])
    before = len(await bench.facts())
    user = await a_user(bench, role=low.id)
    told = [fact for fact in (await bench.facts())[before:] if "membership" in fact.type]
    assert {fact.subject for fact in told} == {group.id, outer.id}
    assert {(*fact.data["added"],) for fact in told} == {(str(user.id),)}
    assert [fact.version for fact in told] == [1, 1]


async def test_groups_lie_in_no_circle_and_not_too_deep(bench: Bench, office: Office) -> None:
    innermost = inner = await a_group(bench)
    chain = [inner]
    for _ in range(9):
        inner = await a_group(bench, member_groups=[inner.id])
        chain.append(inner)
    outer, middle = chain[-1], chain[4]
    for request, expected in (
        (("POST", f"/groups/{middle.id}/add_member", party("group", middle.id)), "group_cycle"),
        (("POST", f"/groups/{innermost.id}/add_member", party("group", outer.id)), "group_cycle"),
        (("PATCH", f"/groups/{middle.id}", {"member_groups": [str(outer.id)]}), "group_cycle"),
        (("POST", f"/groups/{middle.id}/replace", {"target": str(middle.id)}), "group_cycle"),
        (("POST", f"/groups/{innermost.id}/replace", {"target": str(outer.id)}), "group_cycle"),
        (("POST", "/groups", {"name": "G", "member_groups": [str(outer.id)]}), "group_too_deep"),
    ):
        await refused(bench, request, (422, expected))
    extra = await a_group(bench)
    request = ("POST", f"/groups/{innermost.id}/add_member", party("group", extra.id))
    assert (await refused(bench, request, (422, "group_too_deep")))["params"] == {"most": 10}


async def test_what_is_not_there_is_no_member(bench: Bench, office: Office) -> None:
    group = await a_group(bench)
    for kind, name in (
        ("user", "members"),
        ("role", "member_roles"),
        ("role_below", "member_roles_below"),
        ("group", "member_groups"),
    ):
        request = ("POST", f"/groups/{group.id}/add_member", party(kind, uuid4()))
        problem = await refused(bench, request, (404, "reference_unknown"))
        assert problem["params"] == {"path": f"/{name}/0"}
    request = ("PATCH", f"/groups/{group.id}", {"manager": str(uuid4())})
    assert (await refused(bench, request, (404, "reference_unknown")))["params"] == {
        "path": "/manager"
    }


async def test_a_used_group_stays_until_another_takes_its_place(
    bench: Bench, office: Office
) -> None:
    role = await a_role(bench)
    old, new = await a_group(bench), await a_group(bench)
    outer = await a_group(bench, member_groups=[old.id])
    async with bench.client() as client:
        rule = {
            "name": "R",
            "record": "contacts.lead",
            "source": {"kind": "role", "id": str(role.id)},
            "target": {"kind": "group", "id": str(old.id)},
        }
        made = await client.post("/api/v1/sharing_rules", json=rule)
    used = await refused(bench, ("DELETE", f"/groups/{old.id}", None), (409, "group_in_use"))
    assert used["params"] == {"groups": 1, "rules": 1}
    path = f"/groups/{old.id}/replace"
    await refused(bench, ("POST", path, {"target": str(uuid4())}), (404, "reference_unknown"))
    async with bench.client() as client:
        replaced = await client.post(f"/api/v1{path}", json={"target": str(new.id)})
        assert replaced.json()["id"] == str(new.id), replaced.text
        assert (await client.get(f"/api/v1/groups/{old.id}")).status_code == 404
        shown = (await client.get(f"/api/v1/groups/{outer.id}")).json()
        assert shown["member_groups"] == [str(new.id)]
        shown = (await client.get(made.headers["location"])).json()
        assert shown["target"]["id"] == str(new.id)


async def test_a_rule_that_would_point_to_itself_is_switched_off(
    bench: Bench, office: Office
) -> None:
    one, two = await a_group(bench), await a_group(bench)
    async with bench.client() as client:
        rule = {
            "name": "R",
            "record": "contacts.lead",
            "source": {"kind": "group", "id": str(one.id)},
            "target": {"kind": "group", "id": str(two.id)},
        }
        path = (await client.post("/api/v1/sharing_rules", json=rule)).headers["location"]
        await client.post(f"{path}/activate")
        await client.post(f"/api/v1/groups/{one.id}/replace", json={"target": str(two.id)})
        assert (await client.get(path)).json()["is_active"] is False
    world = await grant_queries.world(bench.reading())
    assert world.rules("contacts.lead") == ()


async def test_an_address_belongs_to_one_group(bench: Bench, office: Office) -> None:
    async with bench.client() as client:
        body = {"name": "One", "email": "Sales@demo.example"}
        assert (await client.post("/api/v1/groups", json=body)).status_code == 201
    other = await a_group(bench)
    for request in (
        ("POST", "/groups", {"name": "Two", "email": "sales@DEMO.example"}),
        ("PATCH", f"/groups/{other.id}", {"email": "SALES@demo.example"}),
    ):
        await refused(bench, request, (409, "address_taken"))
    request = ("PATCH", f"/groups/{other.id}", {"email": "nobody"})
    await refused(bench, request, (422, "email_invalid"))


async def test_groups_are_found_by_a_part_of_their_name(bench: Bench, office: Office) -> None:
    async with bench.client() as client:
        for name in ("Sales South", "Sales North", "100 % Service"):
            assert (await client.post("/api/v1/groups", json={"name": name})).status_code == 201
        found = await client.get("/api/v1/groups/search", params={"q": "sALES"})
        assert [(hit["record"], hit["title"]) for hit in found.json()["items"]] == [
            ("identity.group", "Sales North"),
            ("identity.group", "Sales South"),
        ]
        percent = await client.get("/api/v1/groups/search", params={"q": "0 %"})
        assert [hit["title"] for hit in percent.json()["items"]] == ["100 % Service"]
        none = await client.get("/api/v1/groups/search", params={"q": "a_es"})
        assert none.json() == {"items": [], "refs": {}}
