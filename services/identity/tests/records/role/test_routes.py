"""The tree of roles: one root, no circles, and nothing that is named gets lost."""

from uuid import uuid4

import pytest

from kontor_chassis.testing.bench import Bench
from kontor_identity.records.grant import queries as grant_queries
from services.identity.tests.records.group.factory import a_group
from services.identity.tests.records.profile.factory import a_profile
from services.identity.tests.records.role.factory import a_role
from services.identity.tests.records.tenant.factory import Office
from services.identity.tests.records.user.factory import a_user, signed_in
from services.identity.tests.unchanged import refused


async def test_a_role_is_created_changed_moved_listed_and_deleted(
    bench: Bench, office: Office
) -> None:
    top, profile = await a_role(bench, name="Top"), await a_profile(bench)
    other = await a_role(bench, name="Other", parent=top.id)
    before = len(await bench.facts())
    async with bench.client() as client:
        body = {"name": "Sales", "parent": str(top.id), "profiles": [str(profile.id)]}
        created = await client.post("/api/v1/roles", json=body)
        assert created.status_code == 201, created.text
        path = created.headers["location"]
        assert (await client.get(path)).json() == created.json()
        changed = await client.patch(path, json={"name": "Selling"})
        assert (changed.json()["name"], changed.json()["version"]) == ("Selling", 2)
        moved = await client.post(f"{path}/move", json={"parent": str(other.id)})
        assert moved.json()["parent"] == str(other.id)
        again = await client.post(f"{path}/move", json={"parent": str(other.id)})
        assert again.json()["version"] == 3
        listed = (await client.get(f"/api/v1/roles?parent={other.id}")).json()["items"]
        assert [item["name"] for item in listed] == ["Selling"]
        assert (await client.delete(path)).status_code == 204
        assert (await client.get(path)).status_code == 404
    facts = (await bench.facts())[before:]
    assert [fact.type.removeprefix("identity.").removesuffix(".v1") for fact in facts] == [
        "role.created",
        "grant.changed",
        "role.updated",
        "role.updated",
        "role.moved",
        "grant.changed",
        "role.deleted",
        "grant.changed",
    ]
    assert facts[4].data["previous_parent"] == str(top.id)
    told = [fact.data["role"] for fact in facts if fact.type == "identity.grant.changed.v1"]
    profiles = [str(profile.id)]
    assert told == [
        {"parent": str(top.id), "profiles": profiles},
        {"parent": str(other.id), "profiles": profiles},
        None,
    ]


async def test_a_tree_has_one_root_and_no_circle(bench: Bench, office: Office) -> None:
    top = await a_role(bench)
    low = await a_role(bench, parent=top.id)
    lowest = await a_role(bench, parent=low.id)
    for request, expected in (
        (("POST", "/roles", {"name": "Second"}), (422, "role_second_root")),
        (("POST", f"/roles/{low.id}/move", {"parent": str(lowest.id)}), (422, "role_cycle")),
        (("POST", f"/roles/{low.id}/move", {"parent": str(low.id)}), (422, "role_cycle")),
        (("POST", f"/roles/{top.id}/move", {"parent": str(low.id)}), (422, "role_cycle")),
        (("POST", f"/roles/{low.id}/replace", {"target": str(lowest.id)}), (422, "role_cycle")),
        (("POST", f"/roles/{low.id}/replace", {"target": str(low.id)}), (422, "role_cycle")),
        (("POST", f"/roles/{low.id}/move", {"parent": str(uuid4())}), (404, "reference_unknown")),
        (("POST", "/roles", {"name": "R", "parent": str(uuid4())}), (404, "reference_unknown")),
        (
            ("PATCH", f"/roles/{low.id}", {"profiles": [str(uuid4())]}),
            (404, "reference_unknown"),
        ),
        (("PATCH", f"/roles/{low.id}", {"parent": str(top.id)}), (422, "field_unknown")),
    ):
        await refused(bench, request, expected)


async def test_a_used_role_stays_and_tells_by_whom_it_is_used(bench: Bench, office: Office) -> None:
    top = await a_role(bench)
    role = await a_role(bench, parent=top.id)
    await a_role(bench, parent=role.id)
    await a_user(bench, role=role.id)
    gone = await a_user(bench, role=role.id)
    group = await a_group(bench, member_roles_below=[role.id])
    async with bench.client() as client:
        await client.delete(f"/api/v1/users/{gone.id}")
        rule = {
            "name": "R",
            "record": "contacts.lead",
            "source": {"kind": "role", "id": str(role.id)},
            "target": {"kind": "group", "id": str(group.id)},
        }
        assert (await client.post("/api/v1/sharing_rules", json=rule)).status_code == 201
    problem = await refused(bench, ("DELETE", f"/roles/{role.id}", None), (409, "role_in_use"))
    assert problem["params"] == {"users": 1, "roles": 1, "groups": 1, "rules": 1}


async def test_another_role_takes_the_place_of_one_everywhere(bench: Bench, office: Office) -> None:
    top = await a_role(bench)
    old, new = [await a_role(bench, parent=top.id) for _ in range(2)]
    child = await a_role(bench, parent=old.id)
    users = [await a_user(bench, role=old.id) for _ in range(3)]
    group = await a_group(bench, member_roles=[old.id], member_roles_below=[old.id])
    async with bench.client() as client:
        rule = {
            "name": "R",
            "record": "contacts.lead",
            "source": {"kind": "role_below", "id": str(old.id)},
            "target": {"kind": "role", "id": str(new.id)},
        }
        made = (await client.post("/api/v1/sharing_rules", json=rule)).json()["id"]
        await client.post(f"/api/v1/sharing_rules/{made}/activate")
        before = len(await bench.facts())
        replaced = await client.post(
            f"/api/v1/roles/{old.id}/replace", json={"target": str(new.id)}
        )
        assert (replaced.status_code, replaced.json()["id"]) == (200, str(new.id)), replaced.text
        assert (await client.get(f"/api/v1/roles/{old.id}")).status_code == 404
        assert (await client.get(f"/api/v1/roles/{child.id}")).json()["parent"] == str(new.id)
        for user in users:
            shown = (await client.get(f"/api/v1/users/{user.id}")).json()
            assert (shown["role"], shown["version"]) == (str(new.id), 2)
        shown = (await client.get(f"/api/v1/groups/{group.id}")).json()
        assert shown["member_roles"] == shown["member_roles_below"] == [str(new.id)]
        shown = (await client.get(f"/api/v1/sharing_rules/{made}")).json()
        assert shown["source"] == {"kind": "role_below", "id": str(new.id)}
    facts = (await bench.facts())[before:]
    grants = {fact.subject for fact in facts if fact.type == "identity.grant.changed.v1"}
    assert grants >= {old.id, child.id, group.id, *(user.id for user in users)}
    assert sum(fact.type == "identity.user.role_changed.v1" for fact in facts) == 3
    # All of them came from one role into another that the group has too: it is as it was.
    assert not [fact for fact in facts if fact.type == "identity.group.membership_changed.v1"]
    world = await grant_queries.world(bench.reading())
    assert old.id not in world.roles
    assert {world.users[user.id].role for user in users} == {new.id}


async def test_only_administrators_touch_the_tree(bench: Bench, office: Office) -> None:
    top = await a_role(bench)
    user = signed_in(bench, await a_user(bench))
    for request in (
        ("POST", "/roles", {"name": "R", "parent": str(top.id)}),
        ("PATCH", f"/roles/{top.id}", {"name": "R"}),
        ("DELETE", f"/roles/{top.id}", None),
        ("POST", f"/roles/{top.id}/move", {"parent": str(top.id)}),
        ("POST", f"/roles/{top.id}/replace", {"target": str(top.id)}),
    ):
        await refused(bench, request, (403, "action_forbidden"), user)


async def test_a_name_is_taken_once(bench: Bench, office: Office) -> None:
    top = await a_role(bench, name="Top")
    problem = await refused(
        bench, ("POST", "/roles", {"name": "TOP", "parent": str(top.id)}), (409, "unique_taken")
    )
    assert problem["params"] == {"field": "name"}


@pytest.mark.parametrize("body", [{"name": ""}, {"name": "R", "version": 3}, {"name": None}])
async def test_bad_input_makes_none(bench: Bench, office: Office, body: object) -> None:
    async with bench.client() as client:
        assert (await client.post("/api/v1/roles", json=body)).status_code == 422
    assert len(await bench.facts()) == office.facts
