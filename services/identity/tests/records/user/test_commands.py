"""What happens to users: rows, facts, and who is left to administer."""

import asyncio
from uuid import UUID, uuid4

import pytest

from kontor_chassis.errors import TransitionNotAllowed
from kontor_chassis.testing.bench import Bench
from kontor_identity.records.api_key import commands as api_key_commands
from kontor_identity.records.api_key.schemas import NewApiKey
from kontor_identity.records.grant import queries as grant_queries
from kontor_identity.records.user import commands
from kontor_identity.records.user.errors import LastAdmin
from kontor_schemas.identity.grant import GrantChanged
from services.identity.tests.records.group.factory import a_group
from services.identity.tests.records.profile.factory import a_profile
from services.identity.tests.records.role.factory import a_role
from services.identity.tests.records.tenant.factory import Office
from services.identity.tests.records.user.factory import a_user, signed_in
from services.identity.tests.unchanged import refused


async def test_suspending_ends_sessions_and_keys_and_tells_all_of_it(
    bench: Bench, office: Office
) -> None:
    user = await a_user(bench)
    async with bench.writing(signed_in(bench, user)) as ctx:
        key, _ = await api_key_commands.issue_key(ctx, NewApiKey(name="robot"))
    before = len(await bench.facts())
    async with bench.writing() as ctx:
        suspended = await commands.suspend_user(ctx, user.id, "on leave")
    assert (suspended.status, suspended.version) == ("suspended", 2)
    facts = (await bench.facts())[before:]
    assert [(fact.type, fact.subject) for fact in facts] == [
        ("identity.user.updated.v1", user.id),
        ("identity.user.suspended.v1", user.id),
        ("identity.session.revoked.v1", user.id),
        ("identity.api_key.revoked.v1", key.id),
        ("identity.grant.changed.v1", user.id),
    ]
    assert facts[0].data["changed"] == {"status": ["active", "suspended"]}
    assert facts[1].data["reason"] == "on leave"
    assert facts[2].data["what"] == "user"
    assert (facts[4].data["user"]["status"], facts[4].data["version"]) == ("suspended", 2)


async def test_a_resumed_user_is_active_again_and_keys_stay_withdrawn(
    bench: Bench, office: Office
) -> None:
    user = await a_user(bench)
    async with bench.writing(signed_in(bench, user)) as ctx:
        key, _ = await api_key_commands.issue_key(ctx, NewApiKey(name="robot"))
    async with bench.writing() as ctx:
        await commands.suspend_user(ctx, user.id, None)
    before = len(await bench.facts())
    async with bench.writing() as ctx:
        resumed = await commands.resume_user(ctx, user.id)
    assert (resumed.status, resumed.version) == ("active", 3)
    assert (await bench.fact_types())[before:] == [
        "identity.user.updated.v1",
        "identity.user.resumed.v1",
        "identity.grant.changed.v1",
    ]
    async with bench.client(signed_in(bench, user)) as client:
        shown = (await client.get(f"/api/v1/api_keys/{key.id}")).json()
    assert shown["revoked_at"] is not None


async def test_a_step_that_leads_nowhere_is_refused(bench: Bench, office: Office) -> None:
    user = await a_user(bench)
    before = len(await bench.facts())
    with pytest.raises(TransitionNotAllowed) as refused:
        async with bench.writing() as ctx:
            await commands.resume_user(ctx, user.id)
    assert refused.value.params == {"allowed": ["suspend"]}
    assert len(await bench.facts()) == before


async def test_the_last_administrator_stays(bench: Bench, office: Office) -> None:
    admin = office.administrator.id
    with pytest.raises(LastAdmin):
        async with bench.writing() as ctx:
            await commands.suspend_user(ctx, admin, None)
    with pytest.raises(LastAdmin):
        async with bench.writing() as ctx:
            await commands.delete_user(ctx, admin)
    with pytest.raises(LastAdmin):
        async with bench.writing() as ctx:
            await commands.change_user(ctx, admin, {"is_administrator": False})
    assert len(await bench.facts()) == office.facts


async def test_a_suspended_or_invited_administrator_does_not_count(
    bench: Bench, office: Office
) -> None:
    second = await a_user(bench, is_administrator=True)
    await a_user(bench, is_administrator=True, password=None)
    async with bench.writing() as ctx:
        await commands.suspend_user(ctx, second.id, None)
    with pytest.raises(LastAdmin):
        async with bench.writing() as ctx:
            await commands.delete_user(ctx, office.administrator.id)


async def test_of_two_administrators_who_suspend_each_other_one_stays(
    bench: Bench, office: Office
) -> None:
    second = await a_user(bench, is_administrator=True)
    pairs = [
        (bench.principal, second.id),
        (signed_in(bench, second), office.administrator.id),
    ]

    async def suspend(pair: int) -> int:
        principal, victim = pairs[pair]
        async with bench.client(principal) as client:
            return (await client.post(f"/api/v1/users/{victim}/suspend")).status_code

    answers = await asyncio.gather(suspend(0), suspend(1))
    # The second one finds itself suspended when its turn comes.
    assert sorted(answers) == [200, 403]
    async with bench.client() as client:
        listed = (await client.get("/api/v1/users?status=active")).json()["items"]
    assert len(listed) == 1


async def test_of_many_who_take_an_address_one_gets_it(bench: Bench, office: Office) -> None:
    body = {"email": "race@x.example", "display_name": "R"}

    async def create() -> int:
        async with bench.client() as client:
            return (await client.post("/api/v1/users", json=body)).status_code

    answers = await asyncio.gather(*(create() for _ in range(12)))
    assert sorted(answers) == [201] + [409] * 11


async def test_a_user_gets_a_place_and_everybody_is_told(bench: Bench, office: Office) -> None:
    role, profile = await a_role(bench), await a_profile(bench)
    boss, user = await a_user(bench), await a_user(bench)
    before = len(await bench.facts())
    place = {"role": role.id, "profiles": [profile.id], "manager": boss.id}
    async with bench.writing() as ctx:
        placed = await commands.change_user(ctx, user.id, place)
    facts = (await bench.facts())[before:]
    assert [fact.type.split(".")[1:3] for fact in facts] == [
        ["user", "updated"],
        ["user", "role_changed"],
        ["user", "profiles_changed"],
        ["grant", "changed"],
    ]
    assert facts[-1].version == placed.version == 2
    assert facts[-1].data["user"] == {
        "status": "active",
        "is_administrator": False,
        "role": str(role.id),
        "profiles": [str(profile.id)],
        "manager": str(boss.id),
    }


async def test_nobody_reports_to_himself_by_however_many(bench: Bench, office: Office) -> None:
    anna = await a_user(bench)
    ben = await a_user(bench, manager=anna.id)
    carla = await a_user(bench, manager=ben.id)
    for user, manager in ((anna, anna), (anna, ben), (anna, carla)):
        request = ("PATCH", f"/users/{user.id}", {"manager": str(manager.id)})
        await refused(bench, request, (422, "manager_cycle"))


async def test_a_place_that_is_not_there_is_refused(bench: Bench, office: Office) -> None:
    user = await a_user(bench)
    for body, path in (
        ({"role": str(uuid4())}, "/role"),
        ({"profiles": [str(uuid4())]}, "/profiles/0"),
        ({"manager": str(uuid4())}, "/manager"),
    ):
        new = {"email": "new@x.example", "display_name": "N", **body}
        for request in (("PATCH", f"/users/{user.id}", body), ("POST", "/users", new)):
            problem = await refused(bench, request, (404, "reference_unknown"))
            assert problem["params"] == {"path": path}


async def test_a_mirror_that_hears_all_facts_knows_what_identity_knows(
    bench: Bench, office: Office
) -> None:
    top = await a_role(bench)
    low = await a_role(bench, parent=top.id)
    profile = await a_profile(bench, actions=["read"])
    anna, ben = await a_user(bench, role=low.id), await a_user(bench, profiles=[profile.id])
    group = await a_group(bench, members=[ben.id], member_roles=[low.id])
    async with bench.client() as client:
        await client.delete(f"/api/v1/users/{anna.id}")
        await client.delete(f"/api/v1/groups/{group.id}")
        await client.patch(f"/api/v1/tenants/{bench.tenant}", json={"zone": "Europe/Vienna"})
    heard: dict[UUID, GrantChanged] = {}
    for fact in await bench.facts():
        if fact.type == GrantChanged.TYPE:
            told = GrantChanged.model_validate(fact.data)
            assert told.id not in heard or heard[told.id].version < told.version
            heard[told.id] = told
    parts = {key: getattr(told, told.what) for key, told in heard.items()}
    world = await grant_queries.world(bench.reading())
    assert {key: part for key, part in parts.items() if part is not None} == world.grants
    assert world.users[anna.id].status == "deactivated"
    assert world.users_below(anna.id) == frozenset()
    assert str(world.zone) == "Europe/Vienna"
