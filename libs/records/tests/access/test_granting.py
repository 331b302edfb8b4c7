"""Everything beside the tree that opens a record: groups, co-owners, shares, sharing rules."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kontor_chassis.clock import SetClock
from kontor_chassis.testing.bench import Bench
from kontor_records.access.explain import Path, explain
from kontor_records.access.planner import EVERYTHING, NOTHING
from kontor_records.access.rights import rights_in
from kontor_records.testing.realm import Realm
from kontor_schemas.record_state import Access, Principal, Share
from kontor_schemas.rights import ModuleRight, Party, Permissions
from libs.records.tests.access.sample import BARGAIN, Bargain, found, met, stored

ACTIONS = ("read", "update", "delete")


async def allowed(bench: Bench, realm: Realm, user: UUID, bargain: Bargain) -> tuple[str, ...]:
    """Return what a user may do with a bargain, asked of memory and database alike."""
    rights = await realm.rights(user)
    answers = []
    for action in ACTIONS:
        plan = rights.plan(action, BARGAIN)
        is_met = bargain.id in met(plan, [bargain])
        assert (bargain.id in await found(bench, plan)) is is_met
        assert (bargain.id in await found(bench, plan, single=True)) is is_met
        assert bool(explain(rights, "realm.bargain", bargain)[action]) is is_met
        if is_met:
            answers.append(action)
    return tuple(answers)


@pytest.fixture
async def profile(realm: Realm) -> UUID:
    return await realm.profile()


async def test_what_a_group_owns_belongs_to_all_who_are_in_it_however(
    bench: Bench, realm: Realm, profile: UUID
) -> None:
    role = await realm.role()
    anna, ben, carla = [
        await realm.user(role=place, profiles=[profile]) for place in (None, role, None)
    ]
    inner = await realm.group(members=[anna], roles=[role])
    outer = await realm.group(groups=[inner])
    bargain = await stored(bench, owner_group=outer)
    assert await allowed(bench, realm, anna, bargain) == ACTIONS
    assert await allowed(bench, realm, ben, bargain) == ACTIONS
    assert await allowed(bench, realm, carla, bargain) == ()
    await realm.group(roles=[role], group=inner)
    assert await allowed(bench, realm, anna, bargain) == ()


async def test_a_co_owner_may_do_what_the_owner_may_also_at_record_level(
    bench: Bench, realm: Realm, profile: UUID
) -> None:
    await realm.open("realm.bargain", "record_level")
    anna, ben = [await realm.user(profiles=[profile]) for _ in range(2)]
    bargain = await stored(bench, owner=ben, access=Access(co_owners=[anna]))
    assert await allowed(bench, realm, anna, bargain) == ACTIONS
    assert explain(await realm.rights(anna), "realm.bargain", bargain)["delete"] == (
        Path(kind="co_owner", via=anna),
    )


@pytest.mark.parametrize("kind", ["user", "group", "role"])
@pytest.mark.parametrize(("level", "granted"), [("read", ("read",)), ("write", ("read", "update"))])
async def test_a_share_opens_as_far_as_its_level_to_whom_it_names(
    bench: Bench, realm: Realm, profile: UUID, kind: str, level: Any, granted: tuple[str, ...]
) -> None:
    role = await realm.role()
    anna, ben = [await realm.user(role=place, profiles=[profile]) for place in (role, None)]
    group = await realm.group(members=[anna])
    to = Principal.model_validate(
        {"kind": kind, "id": {"user": anna, "group": group, "role": role}[kind]}
    )
    bargain = await stored(bench, access=Access(shares=[Share(principal=to, level=level)]))
    assert await allowed(bench, realm, anna, bargain) == granted
    assert await allowed(bench, realm, ben, bargain) == ()


async def test_a_share_ends_at_its_instant(
    bench: Bench, realm: Realm, profile: UUID, clock: SetClock
) -> None:
    anna = await realm.user(profiles=[profile])
    until = clock.now() + timedelta(hours=1)
    share = Share(principal=Principal(kind="user", id=anna), level="write", until=until)
    bargain = await stored(bench, access=Access(shares=[share]))
    clock.advance(timedelta(hours=1) - timedelta(microseconds=1))
    assert await allowed(bench, realm, anna, bargain) == ("read", "update")
    clock.advance(timedelta(microseconds=1))
    assert await allowed(bench, realm, anna, bargain) == ()


async def test_a_rule_adds_exactly_the_records_it_names(
    bench: Bench, realm: Realm, profile: UUID
) -> None:
    """Sales South shares won bargains with Finance, to read."""
    sales, south, finance = await realm.role(), None, await realm.role()
    south = await realm.role(sales)
    anna, ben = [await realm.user(role=place, profiles=[profile]) for place in (south, sales)]
    fiona = await realm.user(role=finance, profiles=[profile])
    bargains = [
        await stored(bench, owner=owner, stage=stage)
        for owner in (anna, ben, fiona, None)
        for stage in ("won", "open")
    ]
    before = await found(bench, (await realm.rights(fiona)).plan("read", BARGAIN))
    rule = await realm.rule(
        "realm.bargain",
        Party(kind="role_below", id=south),
        Party(kind="role", id=finance),
        condition={"field": "stage", "op": "eq", "value": "won"},
    )
    rights = await realm.rights(fiona)
    plan = rights.plan("read", BARGAIN)
    assert await found(bench, plan) - before == {bargains[0].id}
    assert before <= await found(bench, plan)
    assert met(plan, bargains) == await found(bench, plan)
    assert await allowed(bench, realm, fiona, bargains[0]) == ("read",)
    assert explain(rights, "realm.bargain", bargains[0]) == {
        "read": (Path(kind="sharing_rule", via=rule),),
        "update": (),
        "delete": (),
    }
    for other in (anna, ben):
        assert bargains[4].id not in await found(
            bench, (await realm.rights(other)).plan("read", BARGAIN)
        )
    await realm.end("sharing_rule", rule)
    assert await found(bench, (await realm.rights(fiona)).plan("read", BARGAIN)) == before


async def test_a_rule_from_a_group_opens_what_it_and_its_members_own(
    bench: Bench, realm: Realm, profile: UUID
) -> None:
    anna, ben, fiona = [await realm.user(profiles=[profile]) for _ in range(3)]
    group = await realm.group(members=[anna])
    theirs = [await stored(bench, owner=anna), await stored(bench, owner_group=group)]
    other = await stored(bench, owner=ben)
    await realm.rule(
        "realm.bargain",
        Party(kind="group", id=group),
        Party(kind="user", id=fiona),
        level="write",
    )
    for bargain in theirs:
        assert await allowed(bench, realm, fiona, bargain) == ("read", "update")
    assert await allowed(bench, realm, fiona, other) == ()


async def test_a_rule_ends_at_its_instant(
    bench: Bench, realm: Realm, profile: UUID, clock: SetClock
) -> None:
    anna, ben = [await realm.user(profiles=[profile]) for _ in range(2)]
    role = await realm.role(profiles=[profile])
    await realm.user(role=role, user=anna)
    await realm.rule(
        "realm.bargain",
        Party(kind="role", id=role),
        Party(kind="user", id=ben),
        until=clock.now() + timedelta(days=1),
    )
    bargain = await stored(bench, owner=anna)
    assert await allowed(bench, realm, ben, bargain) == ("read",)
    clock.advance(timedelta(days=1))
    assert await allowed(bench, realm, ben, bargain) == ()


async def test_a_rule_whose_condition_cannot_be_read_opens_nothing(
    bench: Bench, realm: Realm, profile: UUID
) -> None:
    anna, ben = [await realm.user(profiles=[profile]) for _ in range(2)]
    group = await realm.group(members=[anna])
    await realm.rule(
        "realm.bargain",
        Party(kind="group", id=group),
        Party(kind="user", id=ben),
        condition={"field": "invented_later", "op": "eq", "value": 1},
    )
    bargain = await stored(bench, owner=anna)
    assert await allowed(bench, realm, ben, bargain) == ()


async def test_the_profile_caps_whatever_opens_the_record(bench: Bench, realm: Realm) -> None:
    reading = await realm.profile(
        Permissions(modules=[ModuleRight(record="realm.bargain", actions=["read"])])
    )
    anna = await realm.user(profiles=[reading])
    bargain = await stored(bench, owner=anna)
    assert await allowed(bench, realm, anna, bargain) == ("read",)
    rights = await realm.rights(anna)
    assert rights.plan("create", BARGAIN) is NOTHING
    assert rights.plan("read", "realm.other") is NOTHING
    await realm.profile(profile=reading)
    assert (await realm.rights(anna)).plan("create", BARGAIN) is EVERYTHING
    assert await allowed(bench, realm, anna, bargain) == ACTIONS


async def test_every_path_is_told_and_not_only_the_first(
    bench: Bench, realm: Realm, profile: UUID
) -> None:
    top = await realm.role()
    low = await realm.role(top)
    anna, ben = [await realm.user(role=role, profiles=[profile]) for role in (top, low)]
    group = await realm.group(members=[anna])
    await realm.open("realm.bargain", "read")
    share = Share(principal=Principal(kind="role", id=top), level="write")
    bargain = await stored(bench, owner=ben, owner_group=group, access=Access(shares=[share]))
    assert explain(await realm.rights(anna), "realm.bargain", bargain) == {
        "read": (
            Path(kind="module_default"),
            Path(kind="role_below", via=ben),
            Path(kind="owner_group", via=group),
            Path(kind="share", via=top),
        ),
        "update": (
            Path(kind="role_below", via=ben),
            Path(kind="owner_group", via=group),
            Path(kind="share", via=top),
        ),
        "delete": (Path(kind="role_below", via=ben), Path(kind="owner_group", via=group)),
    }
    world = (await realm.rights(anna)).world
    own = explain(rights_in(world, ben, bargain.created_at), "realm.bargain", bargain)
    assert own["delete"] == (Path(kind="owner"),)


async def test_administrators_and_services_are_told_as_such(bench: Bench, realm: Realm) -> None:
    admin = await realm.administrator()
    bargain = await stored(bench)
    told = explain(await realm.rights(admin), "realm.bargain", bargain)
    assert told == dict.fromkeys(ACTIONS, (Path(kind="administrator"),))
