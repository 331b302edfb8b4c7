"""Pages by key: every row once, empty values last, in both directions, by the index."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cmp_to_key
from itertools import product

from kontor_chassis.testing.bench import Bench
from kontor_records.conditions.text_order import text_key
from kontor_records.lists.statement import Key, Place, Plan, marks_statement, page_statement
from libs.records.tests.lists.sample import BEFORE, OFFER, made, put

TABLE = OFFER.table
MAY_BE_EMPTY = {
    "name_sort",
    "stage_sort",
    "odds_sort",
    "pages",
    "due_on",
    "amount_minor",
    "amount_currency",
}
COLUMNS = ("name_sort", "stage_sort", "pages", "due_on", "created_at")


def keys(*columns: str) -> tuple[Key, ...]:
    found = [
        Key(c.removeprefix("-"), c.startswith("-"), c.removeprefix("-") in MAY_BE_EMPTY)
        for c in columns
    ]
    found = [replace(key, is_twin=key.column == "amount_minor") for key in found]
    return (*found, Key("id", found[-1].descending, may_be_empty=False))


def ordered(rows, order):
    """Sort as it is specified: empty values last in both directions, equal ones by id."""

    def compare(left, right):
        for key in order:
            one, other = left[key.column], right[key.column]
            if one == other:
                continue
            if one is None or other is None:
                return 1 if one is None else -1
            smaller = -1 if one < other else 1
            return -smaller if key.descending else smaller
        return 0

    return sorted(rows, key=cmp_to_key(compare))


async def some_offers(bench: Bench, count: int = 60):
    draw = random.Random(7)
    offers = [
        made(
            OFFER,
            name=draw.choice((None, "", "Ohm", "Öhler", "Adler", "adler", "Ärger")),
            stage=draw.choice((None, "open", "won", "lost")),
            amount=draw.choice((None, {"minor": draw.randint(-3, 3), "currency": draw.choice(("EUR", "CHF"))})),
            odds=draw.choice((None, Decimal("0.1"), Decimal("-7.25"), Decimal(10) ** 30)),
            pages=draw.choice((None, 0, 1, 2)),
            due_on=draw.choice((None, date(2026, 3, 1), date(2026, 3, 2))),
            created_at=BEFORE + timedelta(microseconds=draw.randint(0, 3)),
        )
        for _ in range(count)
    ]  # fmt: skip
    await put(bench, OFFER, *offers)
    return offers


def place(row, order, *, backward=False):
    values = [row[key.column] for key in order]
    at = Place(tuple(value is None for value in values), backward)
    return at, {f"k{number}": value for number, value in enumerate(values)}


async def walked(bench, plan, size):
    """Walk a list to its end, and back from there to its beginning."""
    unit = bench.reading().unit
    forth = list(await unit.all(page_statement(plan), rows=size))
    while True:
        at, values = place(forth[-1], plan.keys)
        page = await unit.all(page_statement(plan, at), rows=size, **values)
        if not page:
            break
        forth += page
    back = [forth[-1]]
    while True:
        at, values = place(back[-1], plan.keys, backward=True)
        page = await unit.all(page_statement(plan, at), rows=size, **values)
        if not page:
            return forth, back[::-1]
        back += page


ONE = [(sign + column,) for sign, column in product(("", "-"), (*COLUMNS, "odds_sort"))]
MONEY = [("amount_currency", "amount_minor"), ("-amount_currency", "-amount_minor")]
TWO = [
    (one + first, two + second)
    for first, second in product(COLUMNS[:4], COLUMNS[1:])
    if first != second
    for one, two in product(("", "-"), ("", "-"))
]
THREE = [
    ("name_sort", "-pages", "due_on"),
    ("-stage_sort", "-name_sort", "-pages"),
    ("-pages", "created_at", "-name_sort"),
]


async def test_every_order_is_walked_in_both_directions_and_shows_every_row_once(bench: Bench):
    await some_offers(bench)
    for columns in (*ONE, *MONEY, *TWO, *THREE):
        order = keys(*columns)
        plan = Plan(TABLE, ("id", *(column.removeprefix("-") for column in columns)), order)
        whole = await bench.reading().unit.all(page_statement(plan), rows=1000)
        expected = [row["id"] for row in ordered(whole, order)]
        assert len(expected) == 60
        assert [row["id"] for row in whole] == expected, columns
        forth, back = await walked(bench, plan, 7)
        assert [row["id"] for row in forth] == expected, columns
        assert [row["id"] for row in back] == expected, columns


async def test_the_database_keeps_what_rows_are_sorted_by(bench: Bench):
    offers = await some_offers(bench)
    plan = Plan(TABLE, ("id", "name_sort", "stage_sort", "odds_sort"), keys("created_at"))
    rows = {
        row["id"]: row for row in await bench.reading().unit.all(page_statement(plan), rows=1000)
    }
    for offer in offers:
        row = rows[offer.id]
        assert row["name_sort"] == (text_key(offer.name) if offer.name else None)
        place_of = {None: None, "open": 1, "won": 2, "lost": 3}
        assert row["stage_sort"] == place_of[offer.stage]
        scaled = None if offer.odds is None else min(int(offer.odds * 10**6), 2**63 - 1)
        assert row["odds_sort"] == scaled


async def test_marks_are_every_so_many_rows(bench: Bench):
    await some_offers(bench)
    for columns in (("name_sort",), ("-pages", "created_at")):
        order = keys(*columns)
        names = tuple(column.removeprefix("-") for column in columns)
        plan = Plan(TABLE, ("id", *names), order)
        unit = bench.reading().unit
        whole = await unit.all(page_statement(plan), rows=1000)
        marks = await unit.all(marks_statement(plan), rows=50, step=20)
        assert [row["id"] for row in marks] == [whole[19]["id"], whole[39]["id"]]
