"""Profiles: what they may say, who gets them, and that nobody gives what he does not have."""

from typing import Any
from uuid import uuid4

import pytest

from kontor_chassis.testing.bench import Bench
from kontor_identity.records.grant import queries as grant_queries
from services.identity.tests.records.profile.factory import a_profile
from services.identity.tests.records.role.factory import a_role
from services.identity.tests.records.tenant.factory import Office
from services.identity.tests.records.user.factory import a_user, signed_in
from services.identity.tests.unchanged import refused

LEAD = "contacts.lead"
ALL = ["read", "create", "update", "delete"]


def permissions(**module: Any) -> dict[str, Any]:
    return {"modules": [{"record": LEAD, **module}]}


async def test_a_profile_is_created_changed_cloned_and_deleted(
    bench: Bench, office: Office
) -> None:
    before = len(await bench.facts())
    async with bench.client() as client:
        body = {"name": "Sales", "permissions": permissions(actions=["read"])}
        created = await client.post("/api/v1/profiles", json=body)
        assert created.status_code == 201, created.text
        path = created.headers["location"]
        assert (await client.get(path)).json() == created.json()
        changed = await client.patch(path, json={"permissions": permissions(actions=ALL)})
        assert changed.json()["permissions"]["modules"][0]["actions"] == ALL
        renamed = await client.patch(path, json={"name": "Selling"})
        cloned = await client.post(f"{path}/clone", json={"name": "Copy"})
        assert cloned.status_code == 201, cloned.text
        assert cloned.json()["permissions"] == renamed.json()["permissions"]
        assert cloned.json()["id"] != renamed.json()["id"]
        assert (await client.delete(path)).status_code == 204
        names = [item["name"] for item in (await client.get("/api/v1/profiles")).json()["items"]]
        assert names == ["Copy"]
    types = [fact.type.split(".")[1:3] for fact in (await bench.facts())[before:]]
    assert types == [
        ["profile", "created"],
        ["grant", "changed"],
        ["profile", "updated"],
        ["grant", "changed"],
        ["profile", "updated"],  # another name is no other right
        ["profile", "created"],
        ["grant", "changed"],
        ["profile", "deleted"],
        ["grant", "changed"],
    ]


@pytest.mark.parametrize(
    ("said", "code", "pointer"),
    [
        (permissions(actions=["update"]), "permission_incoherent", None),
        ({"actions": ["delete"]}, "permission_incoherent", None),
        (
            permissions(actions=["read"], fields=[{"field": "invented", "level": "read"}]),
            "field_unknown",
            "/permissions/modules/0/fields/0/field",
        ),
        (
            {"modules": [{"record": "contacts.invented"}]},
            "choice_unknown",
            "/permissions/modules/0/record",
        ),
        (
            {"modules": [{"record": LEAD}, {"record": LEAD}]},
            "key_duplicate",
            "/permissions/modules/1/record",
        ),
        (permissions(actions=["fly"]), "choice_unknown", "/permissions/modules/0/actions/0"),
        (permissions(actions=["other"]), "choice_unknown", "/permissions/modules/0/actions/0"),
        ({"invented": True}, "field_unknown", "/permissions/invented"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    bench: Bench, office: Office, said: dict[str, Any], code: str, pointer: str | None
) -> None:
    profile = await a_profile(bench)
    for request in (
        ("POST", "/profiles", {"name": "P", "permissions": said}),
        ("PATCH", f"/profiles/{profile.id}", {"permissions": said}),
    ):
        problem = await refused(bench, request, (422, code))
        if pointer is not None:
            assert [error["pointer"] for error in problem["errors"]] == [pointer]


async def test_own_fields_may_be_named_that_identity_does_not_know(
    bench: Bench, office: Office
) -> None:
    said = permissions(actions=["read"], fields=[{"field": "c_shoe_size", "level": "read"}])
    async with bench.client() as client:
        body = {"name": "P", "permissions": said}
        assert (await client.post("/api/v1/profiles", json=body)).status_code == 201


async def test_users_and_roles_get_a_profile_and_give_it_back(bench: Bench, office: Office) -> None:
    profile = await a_profile(bench, actions=["read"])
    role = await a_role(bench)
    anna, ben = await a_user(bench, role=role.id), await a_user(bench, profiles=[profile.id])
    before = len(await bench.facts())
    holders = {"users": [str(anna.id), str(ben.id), str(anna.id)], "roles": [str(role.id)]}
    async with bench.client() as client:
        path = f"/api/v1/profiles/{profile.id}"
        assert (await client.post(f"{path}/assign", json=holders)).status_code == 200
        assert (await client.post(f"{path}/assign", json=holders)).status_code == 200
    facts = (await bench.facts())[before:]
    assert [fact.type.split(".")[1:3] for fact in facts] == [
        ["user", "updated"],
        ["user", "profiles_changed"],
        ["role", "updated"],
        ["profile", "assigned"],
        ["grant", "changed"],
        ["grant", "changed"],
    ]
    assert facts[3].data["users"] == [str(anna.id)]
    assert facts[3].data["roles"] == [str(role.id)]
    rights = await grant_queries.rights(bench.reading(signed_in(bench, anna)))
    assert rights.allowed is not None
    assert rights.allowed.actions(LEAD) == {"read"}
    used = await refused(
        bench, ("DELETE", f"/profiles/{profile.id}", None), (409, "profile_in_use")
    )
    assert used["params"] == {"users": 2, "roles": 1}
    async with bench.client() as client:
        assert (await client.post(f"{path}/unassign", json=holders)).status_code == 200
        assert (await client.get(f"/api/v1/users/{anna.id}")).json()["profiles"] == []
        assert (await client.delete(path)).status_code == 204
    told = (await bench.facts())[before + 6 :]
    assert [fact.type.split(".")[1:3] for fact in told] == [
        ["user", "updated"],
        ["user", "profiles_changed"],
        ["user", "updated"],
        ["user", "profiles_changed"],
        ["role", "updated"],
        ["profile", "unassigned"],
        ["grant", "changed"],
        ["grant", "changed"],
        ["grant", "changed"],
        ["profile", "deleted"],
        ["grant", "changed"],
    ]


async def test_who_is_not_there_or_has_left_gets_none(bench: Bench, office: Office) -> None:
    profile, gone = await a_profile(bench), await a_user(bench)
    async with bench.client() as client:
        await client.delete(f"/api/v1/users/{gone.id}")
    path = f"/profiles/{profile.id}/assign"
    for body, where in (
        ({"users": [str(uuid4())]}, "/users/0"),
        ({"users": [str(gone.id)]}, "/users/0"),
        ({"roles": [str(uuid4())]}, "/roles/0"),
    ):
        problem = await refused(bench, ("POST", path, body), (404, "reference_unknown"))
        assert problem["params"] == {"path": where}


async def test_new_users_get_the_profiles_for_all_unless_given_others(
    bench: Bench, office: Office
) -> None:
    async with bench.client() as client:
        body = {"name": "Everybody", "is_for_all": True}
        standard = (await client.post("/api/v1/profiles", json=body)).json()["id"]
        other = await a_profile(bench)
        for asked, expected in (
            ({}, [standard]),
            ({"profiles": [str(other.id)]}, [str(other.id)]),
            ({"profiles": []}, []),
        ):
            user = {"email": f"{uuid4().hex}@x.example", "display_name": "U", **asked}
            made = await client.post("/api/v1/users", json=user)
            assert made.json()["profiles"] == expected, made.text


async def test_a_steward_gives_what_he_has_and_nothing_beyond(bench: Bench, office: Office) -> None:
    own = await a_profile(
        bench,
        actions=["read"],
        tools=["manage_access", "export"],
        modules=[
            {
                "record": LEAD,
                "actions": ["read", "update"],
                "tools": ["export"],
                "fields": [{"field": "budget", "level": "masked"}],
            }
        ],
        limits=[{"name": "export_rows", "most": 100}],
    )
    steward = signed_in(bench, await a_user(bench, profiles=[own.id]))
    friend = await a_user(bench)
    within = permissions(
        actions=["read"],
        tools=["export"],
        fields=[{"field": "budget", "level": "none"}],
    )
    async with bench.client(steward) as client:
        made = await client.post("/api/v1/profiles", json={"name": "Mine", "permissions": within})
        assert made.status_code == 201, made.text
        given = await client.post(
            f"{made.headers['location']}/assign", json={"users": [str(friend.id)]}
        )
        assert given.status_code == 200, given.text
    mine = made.json()["id"]
    beyond = (
        permissions(actions=ALL),
        permissions(actions=["read"], tools=["import"]),
        permissions(actions=["read"], fields=[{"field": "budget", "level": "read"}]),
        permissions(actions=["read"]),  # which opens the budget
        {"actions": ["read", "create"]},
        {"tools": ["export_all"]},
        {"flags": ["beta"]},
        {**within, "limits": [{"name": "export_rows", "most": 101}]},
    )
    for said in beyond:
        for request in (
            ("POST", "/profiles", {"name": "More", "permissions": said}),
            ("PATCH", f"/profiles/{mine}", {"permissions": said}),
        ):
            await refused(bench, request, (403, "grant_exceeds_own"), steward)
    strong = await a_profile(bench, actions=ALL)
    body = {"users": [str(friend.id)]}
    for request in (
        ("POST", f"/profiles/{strong.id}/assign", body),
        ("POST", f"/profiles/{strong.id}/unassign", body),
        ("POST", f"/profiles/{strong.id}/clone", {"name": "Copy"}),
        ("PATCH", f"/profiles/{strong.id}", {"permissions": within}),
        ("DELETE", f"/profiles/{strong.id}", None),
    ):
        await refused(bench, request, (403, "grant_exceeds_own"), steward)


async def test_who_may_not_manage_access_touches_no_profile(bench: Bench, office: Office) -> None:
    profile = await a_profile(bench, actions=ALL, tools=["export"])
    user = await a_user(bench, profiles=[profile.id])
    body = {"users": [str(user.id)]}
    for request in (
        ("POST", "/profiles", {"name": "P"}),
        ("PATCH", f"/profiles/{profile.id}", {"name": "P"}),
        ("DELETE", f"/profiles/{profile.id}", None),
        ("POST", f"/profiles/{profile.id}/assign", body),
        ("POST", f"/profiles/{profile.id}/unassign", body),
        ("POST", f"/profiles/{profile.id}/clone", {"name": "C"}),
        ("PATCH", f"/users/{user.id}", {"profiles": []}),
        ("PATCH", f"/users/{user.id}", {"role": None}),
    ):
        await refused(bench, request, (403, "action_forbidden"), signed_in(bench, user))


async def test_effective_rights_and_their_difference_are_shown(
    bench: Bench, office: Office
) -> None:
    wide = await a_profile(bench, actions=ALL, tools=["export"])
    narrow = await a_profile(
        bench,
        modules=[
            {
                "record": LEAD,
                "actions": ["read"],
                "fields": [{"field": "budget", "level": "masked", "is_limit": True}],
            }
        ],
    )
    anna = await a_user(bench, profiles=[wide.id])
    ben = await a_user(bench, profiles=[wide.id, narrow.id])
    async with bench.client() as client:
        found = (await client.get(f"/api/v1/profiles/effective?user={ben.id}")).json()
        compared = await client.get(f"/api/v1/profiles/compare?user={anna.id}&other={ben.id}")
        unknown = await client.get(f"/api/v1/profiles/effective?user={uuid4()}")
        assert (unknown.status_code, unknown.json()["code"]) == (404, "reference_unknown")
    assert found["modules"][LEAD] == {
        "actions": sorted(ALL),
        "tools": ["export"],
        "fields": {"budget": "masked"},
    }
    assert compared.json() == {"differences": {f"/modules/{LEAD}/fields/budget": [None, "masked"]}}
    async with bench.client(signed_in(bench, anna)) as client:
        own = await client.get(f"/api/v1/profiles/effective?user={anna.id}")
        assert own.status_code == 200
        other = await client.get(f"/api/v1/profiles/effective?user={ben.id}")
        assert (other.status_code, other.json()["code"]) == (403, "action_forbidden")
