"""Boards: columns of a field's values, counted and summed over all rows, cards by the list's order."""

from collections import Counter
from datetime import timedelta

import orjson
import pytest

from kontor_chassis.errors import Refusal
from kontor_chassis.testing.bench import Bench
from kontor_records.http.list_shapes import BoardShape
from kontor_records.lists.board import board, board_listing_of
from kontor_records.lists.listing import listing_of
from kontor_records.lists.page import page
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import FieldRight, ModuleRight, Permissions
from libs.records.tests.lists.sample import BEFORE, COMPANY, OFFER, made, put

pytestmark = pytest.mark.usefixtures("realm")


async def shown(bench: Bench, principal=None, **query):
    body = await board(bench.reading(principal), OFFER, board_listing_of(query.items()))
    answer = orjson.loads(body)
    BoardShape.model_validate(answer)
    return answer


async def refused(bench: Bench, **query):
    with pytest.raises(Refusal) as found:
        await shown(bench, **query)
    return found.value.code, dict(found.value.params)


async def some(bench: Bench, count=40, **fields):
    offers = [
        made(
            OFFER,
            name=f"O{n:03}",
            stage=(None, "open", "won")[n % 3],
            amount=None if n % 7 == 0 else {"minor": n, "currency": "EUR" if n % 2 else "USD"},
            created_at=BEFORE + timedelta(seconds=n),
            stage_since=BEFORE + timedelta(seconds=n),
            **fields,
        )
        for n in range(count)
    ]
    await put(bench, OFFER, *offers)
    return offers


async def test_columns_count_and_sum_all_rows_and_never_mix_currencies(bench: Bench):
    offers = await some(bench)
    answer = await shown(bench, group_by="stage", limit="3")
    columns = {column["key"]: column for column in answer["columns"]}
    assert [column["key"] for column in answer["columns"]] == ["open", "won", "lost", None]
    assert [column["order"] for column in answer["columns"]] == [0, 1, 2, 3]
    for key, column in columns.items():
        mine = [offer for offer in offers if offer.stage == key]
        sums = Counter()
        for offer in mine:
            if offer.amount:
                sums[offer.amount.currency] += offer.amount.minor
        assert column["count"] == len(mine)
        assert column["sums"] == ({"amount": dict(sums)} if sums else {})
        newest = sorted((offer.name for offer in mine), reverse=True)[:3]
        assert [card["name"] for card in column["cards"]] == newest
        assert set(column["cards"][0] if mine else {}) <= {
            "id", "version", "name", "amount", "stage", "stage_since", "blocked_reason", "age_s",
        }  # fmt: skip
    assert columns["lost"] == {
        "key": "lost",
        "order": 2,
        "count": 0,
        "sums": {},
        "cards": [],
        "cursor": None,
    }


@pytest.mark.parametrize(
    "query", [{}, {"stage[ne]": "won"}, {"amount.minor[gt]": "5", "name[starts_with]": "o0"}]
)
async def test_column_counts_are_the_count_of_the_list(bench: Bench, query):
    await some(bench)
    answer = await shown(bench, **query)
    listed = orjson.loads(
        await page(bench.reading(), OFFER, listing_of([*query.items(), ("count", "true")]))
    )
    assert sum(column["count"] for column in answer["columns"]) == listed["count"] > 0


@pytest.mark.parametrize("sort", ["-created_at", "name", "-amount", "stage,-name"])
async def test_a_column_goes_on_as_a_list(bench: Bench, sort):
    offers = await some(bench)
    answer = await shown(bench, group_by="stage", sort=sort, limit="3", **{"name[ne]": "O004"})
    for column in answer["columns"]:
        mine = {offer.name for offer in offers if offer.stage == column["key"]} - {"O004"}
        names = [card["name"] for card in column["cards"]]
        only = ("stage", column["key"]) if column["key"] else ("stage[is_empty]", "")
        cursor = column["cursor"]
        while cursor:
            pairs = [("sort", sort), ("name[ne]", "O004"), only, ("cursor", cursor), ("limit", "4")]
            following = orjson.loads(await page(bench.reading(), OFFER, listing_of(pairs)))
            names += [item["name"] for item in following["items"]]
            cursor = following["next"]
        pairs = [("sort", sort), ("name[ne]", "O004"), only, ("limit", "200")]
        whole = orjson.loads(await page(bench.reading(), OFFER, listing_of(pairs)))
        assert names == [item["name"] for item in whole["items"]]
        assert set(names) == mine


async def test_cards_tell_how_long_they_stand_there(bench: Bench, clock):
    clock._now = BEFORE + timedelta(seconds=90)
    await put(
        bench, OFFER, made(OFFER, stage="open", stage_since=BEFORE, blocked_reason="no answer")
    )
    (card,) = (await shown(bench))["columns"][0]["cards"]
    assert (card["age_s"], card["blocked_reason"]) == (90, "no answer")


async def test_a_reference_is_grouped_by_what_its_records_are_called(bench: Bench):
    firms = [made(COMPANY, name=name) for name in ("Zebra", "Öl AG", "Otto")]
    await put(bench, COMPANY, *firms)
    await put(bench, OFFER, *(made(OFFER, company=firm.id) for firm in firms), made(OFFER))
    answer = await shown(bench, group_by="company")
    labels = [
        answer["refs"].get(f"listed.company:{column['key']}", {}).get("title")
        for column in answer["columns"]
    ]
    assert labels == ["Öl AG", "Otto", "Zebra", None]
    assert [column["count"] for column in answer["columns"]] == [1, 1, 1, 1]
    one = answer["columns"][1]
    listed = orjson.loads(await page(bench.reading(), OFFER, listing_of([("company", one["key"])])))
    assert [item["id"] for item in listed["items"]] == [card["id"] for card in one["cards"]]


async def test_what_is_no_board_is_refused(bench: Bench):
    assert await refused(bench, group_by="pages") == ("not_groupable", {"field": "pages"})
    assert await refused(bench, group_by="partners") == ("not_groupable", {"field": "partners"})
    assert await refused(bench, group_by="nothing") == ("field_unknown", {"path": "/group_by"})
    assert await refused(bench, sum="nothing") == ("field_unknown", {"path": "/sum"})
    assert await refused(bench, sum="pages") == ("not_groupable", {"field": "pages"})
    firms = [made(COMPANY, name=f"F{n}") for n in range(51)]
    await put(bench, COMPANY, *firms)
    await put(bench, OFFER, *(made(OFFER, company=firm.id) for firm in firms))
    assert await refused(bench, group_by="company") == ("too_many_columns", {"most": 50})


async def test_who_may_not_see_an_amount_gets_no_sums_and_only_rows_within_reach(
    bench: Bench, realm: Realm
):
    profile = await realm.profile(
        Permissions(
            actions=["read", "update"],
            modules=[
                ModuleRight(
                    record="listed.offer",
                    actions=["read"],
                    fields=[FieldRight(field="amount", level="none")],
                )
            ],
        )
    )
    seller = await realm.user(profiles=[profile])
    await some(bench, 6, owner=seller)
    await some(bench, 6)
    answer = await shown(bench, realm.principal(seller))
    assert sum(column["count"] for column in answer["columns"]) == 6
    assert [column["sums"] for column in answer["columns"]] == [{}, {}, {}, {}]
    assert all("amount" not in card for column in answer["columns"] for card in column["cards"])
    with pytest.raises(Refusal) as found:
        await shown(bench, realm.principal(seller), sum="amount")
    assert (found.value.code, found.value.params) == ("field_unknown", {"path": "/sum"})
