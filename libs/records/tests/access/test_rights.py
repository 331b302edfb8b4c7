"""Whose rights are asked for, when they are asked, and what profiles say of fields and tools."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.errors import ActionForbidden, MirrorBehind
from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from kontor_records.access import rights, worlds
from kontor_records.access.fields import masked
from kontor_records.access.planner import EVERYTHING, NOTHING
from kontor_records.access.rights import rights_of
from kontor_records.access.worlds import FRESH_S, Worlds
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import FieldRight, Limit, ModuleRight, Permissions
from libs.records.tests.access.sample import BARGAIN

ALL = ["read", "create", "update", "delete"]


def module(**fields: object) -> Permissions:
    return Permissions(modules=[ModuleRight.model_validate({"record": "realm.bargain", **fields})])


async def test_a_service_may_do_everything_and_for_a_user_what_the_user_may(
    bench: Bench, realm: Realm
) -> None:
    itself = Principal(subject=Actor("service", "robot"), tenant=bench.tenant)
    rights = await rights_of(bench.reading(itself))
    assert rights.is_unlimited
    assert rights.plan("delete", BARGAIN) is EVERYTHING
    assert rights.tool("export", BARGAIN)
    anna = await realm.user()
    acting = Principal(
        subject=Actor("user", str(anna)), tenant=bench.tenant, acting_service="robot"
    )
    assert (await rights_of(bench.reading(acting))).plan("read", BARGAIN) is NOTHING


async def test_an_administrator_may_do_everything_until_suspended(
    bench: Bench, realm: Realm
) -> None:
    admin = await realm.administrator()
    rights = await realm.rights(admin)
    assert rights.is_unlimited
    assert rights.readable(BARGAIN) is None
    assert rights.field_right(BARGAIN, "price") == "edit"
    assert rights.limit("export_rows") is None
    await realm.user(user=admin, is_administrator=True, status="suspended")
    rights = await realm.rights(admin)
    for action in ALL:
        assert rights.plan(action, BARGAIN) is NOTHING
    assert rights.readable(BARGAIN) == frozenset()


async def test_news_of_a_new_user_are_waited_for(bench: Bench, realm: Realm) -> None:
    anna = new_id()
    asked = asyncio.create_task(realm.rights(anna))
    await bench.runtime.api_pool.fetchval("SELECT 1")
    assert not asked.done()
    await realm.administrator(anna)
    assert (await asked).is_unlimited


async def test_with_locks_in_hand_nobody_waits(
    bench: Bench, realm: Realm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rights, "PATIENCE_S", 3600.0)
    async with bench.writing(realm.principal(new_id())) as ctx:
        await ctx.unit.lock(new_id())
        with pytest.raises(MirrorBehind):
            await rights_of(ctx)


async def test_a_user_whose_news_may_be_on_their_way_waits_an_old_unknown_one_gets_nothing(
    realm: Realm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rights, "PATIENCE_S", 0.0)
    with pytest.raises(MirrorBehind) as refused:
        await realm.rights(new_id())
    assert refused.value.retry_after == 1
    old = (new_id().int & ((1 << 80) - 1)) | (
        int((datetime.now(UTC) - timedelta(seconds=61)).timestamp() * 1000) << 80
    )
    for unknown in (uuid4(), type(uuid4())(int=old)):
        found = await realm.rights(unknown)
        assert found.plan("read", BARGAIN) is NOTHING
        assert not found.is_unlimited


async def test_another_tenants_user_has_nothing_here(bench: Bench, realm: Realm) -> None:
    admin = await realm.administrator(uuid4())
    there = Principal(subject=Actor("user", str(admin)), tenant=new_id())
    assert (await rights_of(bench.reading(there))).plan("read", BARGAIN) is NOTHING


async def test_a_change_is_in_force_after_half_a_second_and_is_asked_for_once(
    bench: Bench, realm: Realm, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, asked = [100.0], []
    kept = Worlds(lambda: now[0])
    renewed = worlds.renewed

    async def counted(*arguments):
        asked.append(now[0])
        return await renewed(*arguments)

    monkeypatch.setattr(worlds, "renewed", counted)
    anna = await realm.user()
    ctx = bench.reading(realm.principal(anna))
    first = await kept.current(ctx)
    profile = await realm.profile()
    await realm.user(profiles=[profile], user=anna)
    now[0] += FRESH_S - 0.001
    assert await kept.current(ctx) is first
    now[0] += 0.001
    second = await kept.current(ctx)
    assert (first.users[anna].profiles, second.users[anna].profiles) == ([], [profile])
    assert second.revision == first.revision + 2
    now[0] += FRESH_S
    # Nothing new: it is the very same world, with everything worked out in it.
    assert await kept.current(ctx) is second
    assert asked == [100.0, 100.5, 101.0]


async def test_an_open_unit_of_work_reads_by_its_own_connection(bench: Bench, realm: Realm) -> None:
    anna = await realm.administrator()
    pool = bench.runtime.api_pool
    async with bench.writing(realm.principal(anna)) as ctx:
        await ctx.unit.lock(new_id())
        free = pool.get_idle_size()
        assert (await rights_of(ctx)).is_unlimited
        assert pool.get_idle_size() == free
    async with bench.writing(realm.principal(anna)) as ctx:
        assert (await rights_of(ctx)).is_unlimited
        # Asked before the first lock it opens nothing, so that the locks may still be taken.
        await ctx.unit.lock(new_id())


@pytest.mark.parametrize(
    ("profiles", "expected"),
    [
        ([module(actions=ALL)], "edit"),
        ([module(actions=["read"])], "read"),
        ([module(actions=["read", "delete"])], "read"),
        ([module(actions=ALL, fields=[FieldRight(field="price", level="none")])], "none"),
        ([module(actions=ALL, fields=[FieldRight(field="price", level="masked")])], "masked"),
        ([module(actions=["read"], fields=[FieldRight(field="price", level="edit")])], "read"),
        ([module()], "none"),
        ([], "none"),
        # The union of two: the wider one counts.
        (
            [
                module(actions=ALL, fields=[FieldRight(field="price", level="none")]),
                module(actions=["read"]),
            ],
            "read",
        ),
        (
            [
                module(actions=ALL, fields=[FieldRight(field="price", level="masked")]),
                module(actions=ALL, fields=[FieldRight(field="price", level="read")]),
            ],
            "read",
        ),
        # But not wider than what one of them sets as the limit.
        (
            [
                module(actions=ALL),
                module(
                    actions=["read"],
                    fields=[FieldRight(field="price", level="masked", is_limit=True)],
                ),
            ],
            "masked",
        ),
        # A profile that does not open the type opens none of its fields.
        (
            [module(fields=[FieldRight(field="price", level="edit")]), module(actions=["read"])],
            "read",
        ),
    ],
)
async def test_how_far_a_field_is_open(
    realm: Realm, profiles: list[Permissions], expected: str
) -> None:
    named = [await realm.profile(each) for each in profiles]
    rights = await realm.rights(await realm.user(profiles=named))
    assert rights.field_right(BARGAIN, "price") == expected
    assert rights.field_right(BARGAIN, "price.minor") == expected
    read, edit = rights.readable(BARGAIN), rights.editable(BARGAIN)
    compare = rights.comparable(BARGAIN)
    assert (read is None or "price" in read) is (expected != "none")
    assert (edit is None or "price" in edit) is (expected == "edit")
    assert (compare is None or "price" in compare) is (expected in {"read", "edit"})
    assert ("price" in rights.masked(BARGAIN)) is (expected == "masked")


async def test_where_nothing_is_restricted_nothing_is_listed(realm: Realm) -> None:
    rights = await realm.rights(await realm.user(profiles=[await realm.profile()]))
    assert (
        rights.readable(BARGAIN) is rights.editable(BARGAIN) is rights.comparable(BARGAIN) is None
    )
    reading = await realm.rights(
        await realm.user(profiles=[await realm.profile(module(actions=["read"]))])
    )
    assert reading.readable(BARGAIN) is None
    assert reading.editable(BARGAIN) == frozenset()


async def test_own_fields_are_closed_to_strict_profiles_unless_named(realm: Realm) -> None:
    strict = Permissions(
        modules=[
            ModuleRight(
                record="realm.bargain",
                actions=ALL,
                fields=[FieldRight(field="c_named", level="read")],
            )
        ],
        is_strict=True,
    )
    rights = await realm.rights(await realm.user(profiles=[await realm.profile(strict)]))
    assert rights.field_right(BARGAIN, "c_other") == "none"
    assert rights.field_right(BARGAIN, "custom.c_other") == "none"
    assert rights.field_right(BARGAIN, "c_named") == "read"
    assert rights.field_right(BARGAIN, "price") == "edit"


async def test_id_and_version_cannot_be_hidden(realm: Realm) -> None:
    hiding = module(
        actions=ALL,
        fields=[FieldRight(field=name, level="none") for name in ("id", "version", "owner")],
    )
    rights = await realm.rights(await realm.user(profiles=[await realm.profile(hiding)]))
    readable = rights.readable(BARGAIN)
    assert readable is not None
    assert {"id", "version", "price"} <= readable
    assert "owner" not in readable


async def test_actions_and_tools_are_the_union_minus_what_is_denied(realm: Realm) -> None:
    wide = await realm.profile(module(actions=ALL, tools=["export", "import", "bulk"]))
    denying = await realm.profile(
        module(actions=["read"], denied_actions=["delete"], denied_tools=["import"])
    )
    general = await realm.profile(Permissions(tools=["api"], denied_tools=["bulk"]))
    rights = await realm.rights(await realm.user(profiles=[wide, denying, general]))
    assert rights.plan("delete", BARGAIN) is NOTHING
    assert rights.plan("create", BARGAIN) is EVERYTHING
    tools = [tool for tool in ("export", "import", "bulk", "api") if rights.tool(tool, BARGAIN)]
    assert tools == ["export", "api"]
    assert rights.tool("api")
    assert not rights.tool("export")
    rights.refuse_create(BARGAIN)
    blind = await realm.profile(module(denied_actions=["read"]))
    blinded = await realm.rights(await realm.user(profiles=[wide, blind]))
    # Who may not see may not change either.
    for action in ALL:
        assert blinded.plan(action, BARGAIN) is NOTHING
    with pytest.raises(ActionForbidden):
        blinded.refuse_create(BARGAIN)


async def test_the_largest_limit_counts_and_the_roles_profiles_too(realm: Realm) -> None:
    small, large = [
        await realm.profile(Permissions(limits=[Limit(name="export_rows", most=most)]))
        for most in (10, 500)
    ]
    role = await realm.role(profiles=[large])
    rights = await realm.rights(await realm.user(role=role, profiles=[small]))
    assert rights.limit("export_rows") == 500
    assert rights.limit("import_rows") is None


def test_a_masked_value_shows_its_last_four_and_a_short_one_nothing() -> None:
    assert masked("DE44500105175407324931") == "••••4931"
    assert masked("1234") == "••••"
    assert masked(1234567) == "••••4567"
    assert masked("") == "••••"
    assert masked(None) is None
    assert masked(["12345"]) is None
    assert masked({"minor": 119000}) is None
    assert masked(value=True) is None
