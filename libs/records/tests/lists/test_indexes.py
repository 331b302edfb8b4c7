"""Every declared order and every usual filter is read from its index, as the api role, under row security."""

import re
from itertools import product

import pytest

from kontor_chassis.testing.bench import Bench
from kontor_records.access.rights import rights_of
from kontor_records.lists.board_statement import cards_statement, totals_statement
from kontor_records.lists.listing import Listing, Simple
from kontor_records.lists.order import place_of
from kontor_records.lists.selection import selected
from kontor_records.lists.sight import sight_of
from kontor_records.lists.statement import count_statement, page_statement
from libs.records.tests.lists.sample import OFFER, SORTS, administrator, made, put

_MANY = """
INSERT INTO offer ({columns}, id, name, stage, pages, due_on, amount_minor, amount_currency, odds,
  owner, created_at, updated_at)
SELECT {columns}, gen_random_uuid(), CASE WHEN n % 10 > 0 THEN md5(n::text) END,
  CASE WHEN n % 10 > 0 THEN (ARRAY['open', 'won', 'lost'])[n % 3 + 1] END,
  CASE WHEN n % 10 > 0 THEN n END, CASE WHEN n % 10 > 0 THEN date '2020-01-01' + n % 3000 END,
  CASE WHEN n % 10 > 0 THEN n END, CASE WHEN n % 10 > 0 THEN 'EUR' END,
  CASE WHEN n % 10 > 0 THEN to_jsonb((n / 7.0)::text) END,
  md5((n % 500)::text)::uuid, now() - n * interval '1 second', now() - n * interval '2 seconds'
FROM (SELECT * FROM offer WHERE tenant_id = '{tenant}' LIMIT 1) one, generate_series(1, 20000) n
"""
_VARIED = {
    "id", "name", "stage", "pages", "due_on", "amount_minor", "amount_currency", "odds", "owner",
    "created_at", "updated_at",
}  # fmt: skip


@pytest.fixture(scope="module")
def filled() -> dict[str, Bench]:
    """The one tenant with many rows, made by the first test that asks."""
    return {}


@pytest.fixture
async def crowd(bench: Bench, realm, filled) -> Bench:
    if not filled:
        await put(bench, OFFER, made(OFFER))
        columns = [
            c.name for c in OFFER.table.columns if c.computed is None and c.name not in _VARIED
        ]
        sql = _MANY.format(columns=", ".join(f'"{name}"' for name in columns), tenant=bench.tenant)
        admin = await administrator(bench)
        await admin.execute(sql)
        await admin.execute("VACUUM ANALYZE offer")
        await admin.close()
        filled["bench"] = bench
    return filled["bench"]


async def plan_of(bench: Bench, statement) -> str:
    async with bench.runtime.api_pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await connection.execute(f"PREPARE asked AS {statement.sql}")
        arguments = ", ".join("NULL" for _ in statement.names)
        rows = await connection.fetch(f"EXPLAIN EXECUTE asked({arguments})")
        await connection.execute("DEALLOCATE asked")
    return "\n".join(str(row[0]) for row in rows)


async def selection_of(bench: Bench, principal=None, **listing):
    ctx = bench.reading(principal)
    return await selected(ctx, await sight_of(ctx, OFFER, await rights_of(ctx)), Listing(**listing))


def indexes(plan: str) -> set[str]:
    return set(re.findall(r"Index (?:Only )?Scan (?:Backward )?using (\w+) on offer", plan))


@pytest.mark.parametrize(("sort", "sign"), list(product(SORTS, ("", "-"))))
async def test_every_declared_order_is_read_from_its_index(crowd: Bench, sort, sign):
    selection = await selection_of(crowd, sort=(sign + sort,))
    keys = selection.plan.keys
    places = [None]
    for backward in (False, True):
        places.append(place_of([1] * len(keys), backward=backward))
        if keys[0].may_be_empty:
            places.append(place_of([None] * (len(keys) - 1) + [1], backward=backward))
    for place in places:
        plan = await plan_of(crowd, page_statement(selection.plan, place))
        assert indexes(plan) == {f"offer_by_{sort}"}, plan
        assert "Sort" not in plan, plan
        assert "Seq Scan" not in plan, plan


@pytest.mark.parametrize(
    ("field", "text", "index"),
    [
        ("owner", "me", "offer_of_owner"),
        ("stage", "won", "offer_of_stage"),
        ("company", "0197aaaa-0000-7000-8000-000000000001", "offer_of_company"),
    ],
)
async def test_usual_filters_come_newest_first_from_their_index(crowd: Bench, field, text, index):
    selection = await selection_of(crowd, simple=(Simple(field=field, op="eq", text=text),))
    for place in (None, place_of([1, 1], backward=False), place_of([1, 1], backward=True)):
        plan = await plan_of(crowd, page_statement(selection.plan, place))
        assert indexes(plan) & {index, "offer_by_created_at"}, plan
        assert "Sort" not in plan, plan


@pytest.mark.parametrize(("field", "text"), [("owner", "me"), ("stage", "won")])
async def test_a_usual_filter_is_counted_by_its_index_alone(crowd: Bench, field, text):
    selection = await selection_of(crowd, simple=(Simple(field=field, op="eq", text=text),))
    plan = await plan_of(crowd, count_statement(selection.plan, exactly=False))
    assert f"Index Only Scan using offer_of_{field}" in plan, plan
    assert re.search(rf"Index Cond: .*{field} = ", plan), plan


async def test_the_beginning_of_a_sorted_text_is_found_by_its_index(crowd: Bench):
    selection = await selection_of(
        crowd, sort=("name",), simple=(Simple(field="name", op="starts_with", text="ab"),)
    )
    plan = await plan_of(crowd, page_statement(selection.plan))
    assert "offer_by_name" in indexes(plan), plan
    assert re.search(r"Index Cond: .*name_sort >= .*name_sort < ", plan), plan


async def test_each_column_of_a_board_is_a_stretch_of_one_index(crowd: Bench):
    selection = await selection_of(crowd)
    plan = await plan_of(crowd, cards_statement(selection.plan, "stage", with_none=True))
    assert indexes(plan) == {"offer_of_stage"}, plan
    assert "Sort" not in plan, plan


async def test_a_board_counts_and_sums_without_reading_a_row(crowd: Bench):
    selection = await selection_of(crowd)
    plan = await plan_of(crowd, totals_statement(selection.plan, "stage", ("amount",)))
    assert "Index Only Scan using offer_of_stage" in plan, plan


async def test_a_function_that_is_not_leakproof_keeps_an_index_from_being_used(crowd: Bench):
    """Why texts are sorted by a stored column: the same order by an expression is not found."""
    admin = await administrator(crowd)
    await admin.execute(
        "CREATE INDEX IF NOT EXISTS offer_by_expression ON offer (tenant_id, kontor_sort(remark), id)"
    )
    await admin.execute("ANALYZE offer")
    await admin.close()
    selection = await selection_of(crowd, simple=(Simple(field="remark", op="eq", text="x"),))
    plan = await plan_of(crowd, page_statement(selection.plan))
    assert "offer_by_expression" not in plan, plan
