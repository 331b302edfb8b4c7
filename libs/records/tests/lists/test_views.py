"""Saved views: whose they are, what they refuse, and that they open nothing to anybody."""

import asyncio

import pytest

from kontor_chassis.testing.bench import Bench
from kontor_records.lists import views
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import FieldRight, ModuleRight, Permissions
from libs.records.tests.lists.sample import OFFER, administrator, made, put

pytestmark = pytest.mark.usefixtures("realm")
PATH = "/api/v1/offers/views"
WON = {"field": "stage", "op": "eq", "value": "won"}


async def saved(client, **fields):
    answer = await client.post(PATH, json={"name": "Won", **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()


def seen(answer):
    assert answer.status_code == 200, answer.text
    return {view["name"]: view for view in answer.json()["items"]}


async def test_a_view_is_saved_run_changed_and_deleted(bench: Bench):
    await put(
        bench,
        OFFER,
        *(
            made(OFFER, name=name, stage=stage)
            for name, stage in (("a", "won"), ("b", "open"), ("c", "won"))
        ),
    )
    async with bench.client() as client:
        view = await saved(
            client, name="Gewonnen, groß!", filter=WON, sort=["-name"], columns=["name"]
        )
        assert (view["slug"], view["owner"], view["visibility"]) == (
            "gewonnen-gross",
            str(bench.user),
            "private",
        )
        for named in (view["id"], view["slug"]):
            page = (await client.get("/api/v1/offers", params={"view": named})).json()
            assert [item["name"] for item in page["items"]] == ["c", "a"]
            assert set(page["items"][0]) == {"id", "name"}
        narrower = await client.get(
            "/api/v1/offers", params={"view": view["slug"], "name": "a", "limit": "1"}
        )
        assert [item["name"] for item in narrower.json()["items"]] == ["a"]
        first = (
            await client.get("/api/v1/offers", params={"view": view["slug"], "limit": "1"})
        ).json()
        second = await client.get(
            "/api/v1/offers", params={"view": view["slug"], "limit": "1", "cursor": first["next"]}
        )
        assert [item["name"] for item in second.json()["items"]] == ["a"]
        board = (await client.get("/api/v1/offers/board", params={"view": view["slug"]})).json()
        assert [column["count"] for column in board["columns"]] == [0, 2, 0]
        changed = await client.patch(f"{PATH}/{view['id']}", json={"name": "Alle", "filter": None})
        assert (changed.json()["slug"], changed.json()["version"], changed.json()["filter"]) == (
            "alle",
            2,
            None,
        )
        same = await client.patch(f"{PATH}/{view['id']}", json={"name": "Alle"})
        assert same.json()["version"] == 2
        assert (await client.delete(f"{PATH}/{view['id']}")).status_code == 204
        assert seen(await client.get(PATH)) == {}
        gone = await client.get("/api/v1/offers", params={"view": view["id"]})
        assert (gone.status_code, gone.json()["code"]) == (404, "record_unknown")
    assert await bench.fact_types() == [
        f"listed.view.{verb}.v1" for verb in ("created", "updated", "deleted")
    ]
    assert [fact.version for fact in await bench.facts()] == [1, 2, 3]


@pytest.mark.parametrize(
    ("fields", "code", "params"),
    [
        (
            {"filter": {"field": "nothing", "op": "eq", "value": 1}},
            "field_unknown",
            {"path": "/filter/field"},
        ),
        (
            {"filter": {"all": [{"field": "stage", "op": "lt", "value": "won"}]}},
            "op_not_allowed",
            None,
        ),
        (
            {"filter": {"field": "stage", "op": "eq", "value": "x"}},
            "condition_invalid",
            {"path": "/filter/value", "reason": "choice_unknown"},
        ),
        ({"sort": ["remark"]}, "not_sortable", {"field": "remark"}),
        ({"sort": ["name", "stage", "pages", "odds"]}, "value_too_long", None),
        ({"columns": ["nothing"]}, "field_unknown", {"path": "/columns/0"}),
        ({"columns": ["name"] * 51}, "value_too_long", None),
        ({"group_by": "pages"}, "not_groupable", {"field": "pages"}),
        ({"group_by": "nothing"}, "field_unknown", {"path": "/group_by"}),
        ({"display": "map"}, "choice_unknown", None),
        ({"visibility": "shared"}, "field_unknown", None),
        ({"name": ""}, "value_format", None),
    ],
)
async def test_what_is_no_view_is_refused_and_nothing_changes(bench: Bench, fields, code, params):
    async with bench.client() as client:
        answer = await client.post(PATH, json={"name": "Won", **fields})
        assert (answer.status_code, answer.json()["code"]) == (422, code)
        if params is not None:
            assert answer.json()["params"] == params
        assert seen(await client.get(PATH)) == {}
    assert await bench.facts() == []


async def test_a_name_is_taken_once_by_an_owner_and_type(bench: Bench, realm: Realm):
    other = realm.principal(await realm.administrator())
    async with bench.client() as client, bench.client(other) as another:
        view = await saved(client)
        taken = await client.post(PATH, json={"name": "WON"})
        assert (taken.status_code, taken.json()["code"]) == (409, "unique_taken")
        assert taken.json()["params"] == {"field": "name", "record": view["id"]}
        assert (
            await client.post("/api/v1/companies/views", json={"name": "Won"})
        ).status_code == 201
        assert (await another.post(PATH, json={"name": "Won"})).status_code == 201
        second = await saved(client, name="Won?")
        assert second["slug"] == "won-2"
        renamed = await client.patch(f"{PATH}/{second['id']}", json={"name": "won"})
        assert (renamed.status_code, renamed.json()["code"]) == (409, "unique_taken")


async def test_twenty_twins_save_one_view(bench: Bench):
    async with bench.client() as client:
        answers = await asyncio.gather(
            *(client.post(PATH, json={"name": "Won"}) for _ in range(20))
        )
        assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
        assert len(seen(await client.get(PATH))) == 1


async def test_a_type_has_five_hundred_views_at_most(bench: Bench):
    async with bench.client() as client:
        await saved(client)
        admin = await administrator(bench)
        columns = [c.name for c in views.SAVED_VIEW.columns if c.name not in {"id", "name"}]
        listed = ", ".join(f'"{name}"' for name in columns)
        await admin.execute(
            f"INSERT INTO saved_view (id, name, {listed}) SELECT gen_random_uuid(), 'V' || n, {listed}"
            f" FROM (SELECT * FROM saved_view WHERE tenant_id = '{bench.tenant}') v, generate_series(1, 499) n"
        )
        await admin.close()
        answer = await client.post(PATH, json={"name": "One more"})
        assert (answer.status_code, answer.json()["code"]) == (409, "limit_reached")
        assert answer.json()["params"] == {"limit": 500}


async def test_a_shared_view_is_seen_by_those_meant_who_see_their_own_rows(
    bench: Bench, realm: Realm
):
    role = await realm.role(profiles=[await realm.profile()])
    anna, ben, carla = [
        await realm.user(role=role),
        await realm.user(profiles=[await realm.profile()]),
        await realm.user(profiles=[await realm.profile()]),
    ]
    group = await realm.group(members=[carla])
    await put(
        bench,
        OFFER,
        made(OFFER, name="Anna's", stage="won", owner=anna),
        made(OFFER, name="Ben's", stage="won", owner=ben),
    )
    async with (
        bench.client(realm.principal(anna)) as hers,
        bench.client(realm.principal(ben)) as his,
        bench.client(realm.principal(carla)) as theirs,
    ):
        view = await saved(hers, filter=WON)
        assert seen(await his.get(PATH)) == {}
        hidden = await his.post(f"{PATH}/{view['id']}/copy", json={"name": "Mine"})
        assert (hidden.status_code, hidden.json()["code"]) == (404, "record_unknown")
        meant = [{"kind": "user", "id": str(ben)}, {"kind": "group", "id": str(group)}]
        shared = await hers.post(f"{PATH}/{view['id']}/share", json={"shared_with": meant})
        assert shared.json()["visibility"] == "shared"
        for client, expected in ((hers, ["Anna's"]), (his, ["Ben's"]), (theirs, [])):
            assert set(seen(await client.get(PATH))) == {"Won"}
            page = await client.get("/api/v1/offers", params={"view": "won"})
            assert [item["name"] for item in page.json()["items"]] == expected
        for verb, body in (("share", {"shared_with": []}), ("make_default", {})):
            answer = await his.post(f"{PATH}/{view['id']}/{verb}", json=body)
            assert (answer.status_code, answer.json()["code"]) == (403, "action_forbidden"), verb
        assert (await his.delete(f"{PATH}/{view['id']}")).status_code == 403
        copied = await his.post(f"{PATH}/{view['id']}/copy", json={"name": "Mine"})
        assert (copied.status_code, copied.json()["owner"], copied.json()["visibility"]) == (
            201,
            str(ben),
            "private",
        )
        assert copied.json()["filter"] == WON
        await hers.post(f"{PATH}/{view['id']}/share", json={"shared_with": []})
        assert set(seen(await his.get(PATH))) == {"Mine"}


async def test_an_owner_has_one_default(bench: Bench):
    async with bench.client() as client:
        first, second = await saved(client, name="A"), await saved(client, name="B")
        for view in (first, second):
            answer = await client.post(f"{PATH}/{view['id']}/make_default")
            assert answer.json()["is_default"] is True
        assert {
            name: view["is_default"] for name, view in seen(await client.get(PATH)).items()
        } == {"A": False, "B": True}
    assert len(await bench.facts()) == 5


async def test_a_view_that_asks_for_what_is_gone_names_it_and_is_never_widened(
    bench: Bench, realm: Realm
):
    admin = await administrator(bench)
    async with bench.client() as client:
        view = await saved(
            client,
            filter={"all": [WON, {"field": "remark", "op": "eq", "value": "x"}]},
            sort=["name"],
        )
        await admin.execute(
            "UPDATE saved_view SET filter = replace(filter::text, 'remark', 'vanished')::jsonb, sort = '[\"gone\"]' WHERE id = $1",
            view["id"],
        )
        await admin.close()
        broken = ["/filter/all/1/field", "/sort/0"]
        assert seen(await client.get(PATH))["Won"]["broken"] == broken
        answer = await client.get("/api/v1/offers", params={"view": "won"})
        assert (answer.status_code, answer.json()["code"]) == (409, "view_broken")
        assert answer.json()["params"] == {"paths": broken}
        # A broken view can be renamed, and mended.
        assert (await client.patch(f"{PATH}/{view['id']}", json={"name": "Old"})).status_code == 200
        mended = await client.patch(f"{PATH}/{view['id']}", json={"filter": WON, "sort": []})
        assert mended.status_code == 200
        assert (await client.get("/api/v1/offers", params={"view": "old"})).status_code == 200


async def test_a_view_over_a_field_hidden_from_its_reader_is_broken_for_that_reader(
    bench: Bench, realm: Realm
):
    rights = ModuleRight(
        record="listed.offer", actions=["read"], fields=[FieldRight(field="remark", level="none")]
    )
    reader = await realm.user(
        profiles=[await realm.profile(Permissions(actions=["read"], modules=[rights]))]
    )
    async with bench.client() as client, bench.client(realm.principal(reader)) as theirs:
        view = await saved(
            client, filter={"field": "remark", "op": "is_set"}, columns=["name", "remark"]
        )
        await client.post(
            f"{PATH}/{view['id']}/share",
            json={"shared_with": [{"kind": "user", "id": str(reader)}]},
        )
        assert (await client.get("/api/v1/offers", params={"view": "won"})).status_code == 200
        answer = await theirs.get("/api/v1/offers", params={"view": "won"})
        assert (answer.status_code, answer.json()["params"]) == (409, {"paths": ["/filter/field"]})


async def test_a_stale_change_of_a_view_is_refused(bench: Bench):
    async with bench.client() as client:
        view = await saved(client)
        answer = await client.patch(
            f"{PATH}/{view['id']}", json={"name": "B"}, headers={"If-Match": '"7"'}
        )
        assert (answer.status_code, answer.json()["code"]) == (412, "stale_version")


async def test_views_of_another_tenant_are_unknown(bench: Bench):
    async with bench.client() as client:
        view = await saved(client)
    other = Bench(bench.runtime)
    await Realm(other).administrator(other.user)
    async with other.client() as client:
        assert seen(await client.get(PATH)) == {}
        assert (await client.delete(f"{PATH}/{view['id']}")).status_code == 404


async def test_words_narrow_a_list(bench: Bench, realm: Realm):
    async with bench.client() as client:
        for name in ("Nordwind", "Nordlicht", "Südwind"):
            assert (await client.post("/api/v1/companies", json={"name": name})).status_code == 201
        page = (
            await client.get(
                "/api/v1/companies", params={"q": "nord", "sort": "-name", "count": "true"}
            )
        ).json()
        assert ([item["name"] for item in page["items"]], page["count"]) == (
            ["Nordwind", "Nordlicht"],
            2,
        )
        short = await client.get("/api/v1/companies", params={"q": "n"})
        assert (short.status_code, short.json()["code"]) == (422, "query_too_short")
