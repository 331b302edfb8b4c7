"""Lists as JSON: what is asked for, what is answered, and what is refused."""

from datetime import date, timedelta
from uuid import uuid4

import orjson
import pytest

from kontor_chassis.errors import CursorInvalid, Faults, Refusal
from kontor_chassis.testing.bench import Bench
from kontor_records.lists.listing import listing_of
from kontor_records.lists.page import page
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import FieldRight, ModuleRight, Permissions
from libs.records.tests.lists.sample import BEFORE, COMPANY, OFFER, SORTS, administrator, made, put

pytestmark = pytest.mark.usefixtures("realm")


async def asked(bench: Bench, record_type=OFFER, principal=None, **query):
    pairs = [(name.replace("__", "."), value) for name, value in query.items()]
    body = await page(bench.reading(principal), record_type, listing_of(pairs))
    return orjson.loads(body)


async def refused(bench: Bench, record_type=OFFER, principal=None, **query):
    with pytest.raises(Refusal) as found:
        await asked(bench, record_type, principal, **query)
    if isinstance(found.value, Faults):
        return [(fault.pointer, fault.code) for fault in found.value.faults]
    return found.value.code, dict(found.value.params)


def names(answer):
    return [item["name"] for item in answer["items"]]


async def test_names_are_in_the_order_a_reader_expects_and_empty_ones_last(bench: Bench):
    given = ["Ohm", None, "Öhler", "Adler", "", "Ärger", "adler"]
    await put(bench, OFFER, *(made(OFFER, name=name) for name in given))
    up = names(await asked(bench, sort="name"))
    assert up == ["Adler", "adler", "Ärger", "Öhler", "Ohm", None, ""]
    down = names(await asked(bench, sort="-name"))
    assert down == ["Ohm", "Öhler", "Ärger", "adler", "Adler", "", None]


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("sort", SORTS)
async def test_every_declared_order_is_paged_to_its_end_and_back(bench: Bench, sort, sign):
    await put(
        bench,
        OFFER,
        *(
            made(
                OFFER,
                name=(None, "a", "b")[n % 3],
                stage=(None, "open", "won", "lost")[n % 4],
                amount=None if n % 5 == 0 else {"minor": n % 2, "currency": "EUR"},
                odds=None if n % 2 else "0.5",
                pages=None if n % 3 else n,
                due_on=None if n % 4 else date(2026, 3, 1),
                created_at=BEFORE + timedelta(seconds=n % 6),
            )
            for n in range(23)
        ),
    )
    whole = [item["id"] for item in (await asked(bench, sort=sign + sort, limit="200"))["items"]]
    assert len(set(whole)) == 23
    answer = await asked(bench, sort=sign + sort, limit="5")
    assert answer["prev"] is None
    seen, pages = [item["id"] for item in answer["items"]], [answer]
    while answer["next"]:
        answer = await asked(bench, sort=sign + sort, limit="5", cursor=answer["next"])
        seen += [item["id"] for item in answer["items"]]
        pages.append(answer)
    assert seen == whole
    for earlier in reversed(pages[:-1]):
        answer = await asked(bench, sort=sign + sort, limit="5", cursor=answer["prev"])
        assert answer["items"] == earlier["items"]
        assert answer["next"] is not None
    assert answer["prev"] is None


async def test_the_simple_form_and_the_tree_give_the_same_page(bench: Bench):
    company = made(COMPANY, name="Nord", country="DE")
    await put(bench, COMPANY, company)
    await put(
        bench,
        OFFER,
        *(
            made(
                OFFER,
                name=f"O{n:02}",
                stage="won" if n % 2 else "open",
                amount={"minor": n * 100, "currency": "EUR"},
                company=company.id if n % 3 else None,
                due_on=date(2026, 3, n + 1),
            )
            for n in range(12)
        ),
    )
    simple = await asked(
        bench,
        sort="name",
        stage="won",
        **{
            "amount.minor[gte]": "300",
            "company.country": "de",
            "due_on[between]": "2026-03-01,2026-03-09",
        },
    )
    tree = {
        "all": [
            {"field": "stage", "op": "eq", "value": "won"},
            {"field": "amount.minor", "op": "gte", "value": 300},
            {"field": "company.country", "op": "eq", "value": "DE"},
            {"field": "due_on", "op": "between", "value": ["2026-03-01", "2026-03-09"]},
        ]
    }
    told = await asked(bench, sort="name", filter=orjson.dumps(tree).decode())
    assert names(simple) == names(told) == ["O05", "O07"]
    assert simple["refs"] == {f"listed.company:{company.id}": {"title": "Nord"}}


async def test_chosen_fields_come_alone_with_labels_of_their_references(bench: Bench):
    seen, binned = made(COMPANY, name="Nord"), made(COMPANY, name="Süd")
    gone = uuid4()
    await put(bench, COMPANY, seen, binned)
    async with bench.writing() as ctx:
        ctx.unit.update(COMPANY.table, binned.id, 1, {"deleted_at": ctx.now})
    await put(
        bench,
        OFFER,
        made(OFFER, name="a", company=seen.id, partners=[binned.id, gone]),
        made(OFFER, name="b"),
    )
    answer = await asked(bench, fields="name,company,partners", sort="name")
    assert [set(item) for item in answer["items"]] == [{"id", "name", "company", "partners"}] * 2
    assert answer["refs"] == {
        f"listed.company:{seen.id}": {"title": "Nord"},
        f"listed.company:{binned.id}": {"title": "Süd", "binned": True},
        f"listed.company:{gone}": {"hidden": True},
    }
    assert (await asked(bench, fields="name"))["refs"] == {}


async def test_a_list_shows_no_binned_row_and_no_access_block(bench: Bench):
    kept, binned = made(OFFER, name="kept"), made(OFFER, name="binned")
    await put(bench, OFFER, kept, binned)
    async with bench.writing() as ctx:
        ctx.unit.update(OFFER.table, binned.id, 1, {"deleted_at": ctx.now})
    answer = await asked(bench, count="true")
    assert names(answer) == ["kept"]
    assert answer["count"] == 1
    assert "access" not in answer["items"][0]
    state = kept.model_dump(mode="json", exclude={"access"})
    assert answer["items"] == [state]


async def test_another_tenant_sees_nothing(bench: Bench, realm: Realm):
    await put(bench, OFFER, made(OFFER, name="mine"))
    other = Bench(bench.runtime)
    await Realm(other).administrator(other.user)
    assert (await asked(other, count="true"))["count"] == 0
    assert names(await asked(other)) == []


async def test_a_count_is_exact_up_to_ten_thousand(bench: Bench):
    await put(bench, OFFER, *(made(OFFER, name="n") for _ in range(3)))
    assert (await asked(bench, count="true"))["count"] == 3
    assert "count" not in await asked(bench)
    await many(bench, 10_001)
    assert (await asked(bench, count="true"))["count"] == "10,000+"
    assert (await asked(bench, count="exact"))["count"] == 10_004
    assert (await asked(bench, count="true", name="n"))["count"] == 3


async def many(bench: Bench, count: int):
    """Make rows without a client, as many as a count can tell."""
    table = OFFER.table
    names_ = [c.name for c in table.columns if c.computed is None and c.name not in {"id", "name"}]
    listed = ", ".join(f'"{name}"' for name in names_)
    admin = await administrator(bench)
    await admin.execute(
        f"INSERT INTO offer (id, name, {listed}) SELECT gen_random_uuid(), 'x' || n, {listed} FROM"
        f" (SELECT * FROM offer WHERE tenant_id = '{bench.tenant}' LIMIT 1) o,"
        f" generate_series(1, {count}) n"
    )
    await admin.close()


async def test_marks_and_a_start_are_places_in_the_list(bench: Bench):
    await put(bench, OFFER, made(OFFER, name="a"))
    await many(bench, 2_500)
    first = await asked(bench, sort="name", limit="200", marks="true")
    assert len(first["marks"]) == 2
    whole = []
    answer = first
    while True:
        whole += names(answer)
        if answer["next"] is None:
            break
        answer = await asked(bench, sort="name", limit="200", cursor=answer["next"])
    for number, mark in enumerate(first["marks"], start=1):
        assert (
            names(await asked(bench, sort="name", limit="3", cursor=mark))
            == whole[number * 1000 :][:3]
        )
    jumped = await asked(bench, sort="name", limit="2", **{"from": "X24"})
    assert names(jumped) == ["x24", "x240"]
    before = await asked(bench, sort="name", limit="2", cursor=jumped["prev"])
    assert names(before) == ["x2398", "x2399"]
    assert names(await asked(bench, sort="-name", limit="2", **{"from": "x24"})) == [
        "x2499",
        "x2498",
    ]
    assert names(await asked(bench, sort="-created_at", limit="1", **{"from": "2025-12-31"})) == []
    first = await asked(bench, sort="created_at", limit="1")
    started = await asked(bench, sort="created_at", limit="1", **{"from": "2025-12-31"})
    assert names(started) == names(first)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ({"limit": "0"}, [("/limit", "value_range")]),
        ({"limit": "201"}, [("/limit", "value_range")]),
        ({"limit": "x"}, [("/limit", "field_type")]),
        ({"sort": "name,stage,pages,odds"}, ("too_many_sorts", {"most": 3})),
        ({"sort": "remark"}, ("not_sortable", {"field": "remark"})),
        ({"sort": "-emails"}, ("not_sortable", {"field": "emails"})),
        ({"sort": "nothing"}, ("field_unknown", {"path": "/sort"})),
        ({"sort": "access"}, ("field_unknown", {"path": "/sort"})),
        ({"fields": "nothing"}, ("field_unknown", {"path": "/fields"})),
        ({"fields": "access"}, ("field_unknown", {"path": "/fields"})),
        ({"cursor": "AAAA"}, ("cursor_invalid", {})),
        ({"cursor": "ÄÖ"}, ("cursor_invalid", {})),
        ({"cursor": "x" * 5000}, ("cursor_invalid", {})),
        ({"filter": "{"}, ("json_malformed", {"offset": 1})),
        ({"filter": "[]"}, ("condition_invalid", {"path": "", "reason": "not_a_node"})),
        ({"filter": '{"field":"x","op":"eq","value":1}'}, ("field_unknown", {"path": "/field"})),
        (
            {"filter": '{"all":[{"field":"stage","op":"eq","value":"x"}]}'},
            ("condition_invalid", {"path": "/all/0/value", "reason": "choice_unknown"}),
        ),
        ({"stage": "x"}, ("condition_invalid", {"path": "/stage", "reason": "choice_unknown"})),
        ({"nothing": "x"}, ("field_unknown", {"path": "/nothing"})),
        ({"pages": "x"}, [("/pages", "field_type")]),
        ({"pages[gte]": "1.5"}, [("/pages", "field_type")]),
        ({"stage[lt]": "x"}, "op_not_allowed"),
        ({"Stage!": "x"}, [("/Stage!", "field_unknown")]),
        ({"count": "maybe"}, [("/count", "choice_unknown")]),
        ({"marks": "1"}, [("/marks", "field_type")]),
        ({"from": "x", "sort": "name,stage"}, [("/from", "value_format")]),
        ({"from": "x", "sort": "pages"}, [("/from", "value_format")]),
        ({"from": "open", "sort": "stage"}, [("/from", "value_format")]),
    ],
)
async def test_what_is_no_list_is_refused(bench: Bench, query, answer):
    found = await refused(bench, **query)
    assert (found[0] if isinstance(answer, str) else found) == answer


def test_a_name_given_twice_is_refused():
    with pytest.raises(Faults) as found:
        listing_of([("stage", "won"), ("stage", "lost")])
    assert [(fault.pointer, fault.code) for fault in found.value.faults] == [
        ("/stage", "key_duplicate")
    ]


async def test_a_cursor_is_worth_nothing_elsewhere(bench: Bench, realm: Realm):
    await put(bench, OFFER, *(made(OFFER, name=name, stage="won") for name in "abc"))
    await put(bench, COMPANY, *(made(COMPANY, name=name) for name in "abc"))
    cursor = (await asked(bench, sort="name", limit="1", stage="won"))["next"]
    assert names(await asked(bench, sort="name", limit="1", stage="won", cursor=cursor)) == ["b"]
    altered = cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB")
    other = realm.principal(await realm.administrator())
    for record_type, principal, query in (
        (OFFER, None, {"sort": "-name", "stage": "won", "cursor": cursor}),
        (OFFER, None, {"sort": "name", "cursor": cursor}),
        (OFFER, None, {"sort": "name", "stage": "lost", "cursor": cursor}),
        (OFFER, None, {"sort": "name", "stage": "won", "cursor": altered}),
        (OFFER, other, {"sort": "name", "stage": "won", "cursor": cursor}),
        (COMPANY, None, {"sort": "name", "cursor": cursor}),
    ):
        with pytest.raises(CursorInvalid):
            await asked(bench, record_type, principal, **query)


async def test_days_of_a_filter_begin_where_the_tenant_is(bench: Bench, realm: Realm, clock):
    clock._now = BEFORE.replace(month=3, day=28, hour=23, minute=30)
    await put(
        bench,
        OFFER,
        *(made(OFFER, name=str(day), due_on=date(2026, 3, day)) for day in (27, 28, 29)),
    )
    for zone, today in (
        ("Europe/Berlin", "29"),
        ("Pacific/Auckland", "29"),
        ("America/New_York", "28"),
    ):
        await realm.zone(zone)
        assert names(await asked(bench, due_on="today")) == [today], zone


async def test_who_may_see_some_rows_sees_those_in_items_counts_and_labels(
    bench: Bench, realm: Realm
):
    seller = await realm.user(profiles=[await realm.profile()])
    other = await realm.user(profiles=[await realm.profile()])
    mine, theirs = (
        made(COMPANY, name="Mine", country="DE", owner=seller),
        made(COMPANY, name="Theirs", country="DE", owner=other),
    )
    await put(bench, COMPANY, mine, theirs)
    await put(
        bench,
        OFFER,
        made(OFFER, name="a", owner=seller, company=mine.id),
        made(OFFER, name="b", owner=seller, company=theirs.id),
        made(OFFER, name="c", owner=other, company=mine.id),
    )
    answer = await asked(bench, principal=realm.principal(seller), sort="name", count="true")
    assert names(answer) == ["a", "b"]
    assert answer["count"] == 2
    assert answer["refs"] == {
        f"listed.company:{mine.id}": {"title": "Mine"},
        f"listed.company:{theirs.id}": {"hidden": True},
        f"identity.user:{seller}": {"title": None},
    }
    # What lies behind an invisible record reads as empty: nothing can be inferred.
    found = await asked(
        bench, principal=realm.principal(seller), sort="name", **{"company.country": "DE"}
    )
    assert names(found) == ["a"]
    assert names(await asked(bench, sort="name", **{"company.country": "DE"})) == ["a", "b", "c"]


async def test_a_hidden_field_is_nowhere_and_a_masked_one_shows_its_end(bench: Bench, realm: Realm):
    rights = [
        FieldRight(field="remark", level="none"),
        FieldRight(field="name", level="masked"),
        FieldRight(field="company", level="masked"),
    ]
    profile = await realm.profile(
        Permissions(
            actions=["read", "create", "update", "delete"],
            modules=[ModuleRight(record="listed.offer", actions=["read", "update"], fields=rights)],
        )
    )
    principal = realm.principal(seller := await realm.user(profiles=[profile]))
    company = made(COMPANY, name="Nord", owner=seller)
    await put(bench, COMPANY, company)
    await put(
        bench,
        OFFER,
        made(OFFER, name="DE89 3704", remark="secret", owner=seller, company=company.id),
    )
    answer = await asked(bench, principal=principal)
    assert "remark" not in answer["items"][0]
    assert answer["items"][0]["name"] == "••••3704"
    assert answer["refs"] == {f"identity.user:{seller}": {"title": None}}
    for query in (
        {"sort": "remark"},
        {"fields": "remark"},
        {"remark": "x"},
        {"sort": "name"},
        {"name": "x"},
        {"company.name": "x"},
    ):
        code = await refused(bench, principal=principal, **query)
        assert code[0] == "field_unknown", query
    # A hidden field is told apart from one that is not there by nothing.
    hidden = await refused(bench, principal=principal, remark="x")
    assert hidden == ("field_unknown", {"path": "/remark"})


async def test_who_may_not_read_a_type_gets_no_list(bench: Bench, realm: Realm):
    nobody = realm.principal(await realm.user())
    assert await refused(bench, principal=nobody) == ("action_forbidden", {})


async def test_owners_and_groups_are_named_as_identity_has_told(bench: Bench, realm: Realm):
    owner, group, gone, late = await realm.user(), await realm.group(), uuid4(), uuid4()
    pool, tenant = bench.runtime.worker_pool, bench.tenant
    for mirror, record, name, left in (
        ("user_name", owner, "Ada Lovelace", False),
        ("user_name", gone, None, True),
        ("group_name", group, "Verkauf Süd", False),
    ):
        column = "display_name" if mirror == "user_name" else "name"
        await pool.execute(
            f"INSERT INTO {mirror} (tenant_id, id, version, gone_at, {column})"
            " VALUES ($1, $2, 1, CASE WHEN $4 THEN now() END, $3)",
            tenant, record, name, left,
        )  # fmt: skip
    places = ({"owner": owner, "owner_group": group}, {"owner": gone}, {"owner": late})
    await put(bench, OFFER, *(made(OFFER, name="a", **place) for place in places))
    answer = await asked(bench, fields="name,owner,owner_group")
    assert answer["refs"] == {
        f"identity.user:{owner}": {"title": "Ada Lovelace"},
        f"identity.user:{gone}": {"title": None, "binned": True},
        f"identity.user:{late}": {"title": None},
        f"identity.group:{group}": {"title": "Verkauf Süd"},
    }
    # Another tenant's names are nobody's here.
    other = Bench(bench.runtime)
    await Realm(other).administrator(other.user)
    await put(other, OFFER, made(OFFER, name="b", owner=owner))
    theirs = await asked(other, fields="name,owner")
    assert theirs["refs"] == {f"identity.user:{owner}": {"title": None}}
