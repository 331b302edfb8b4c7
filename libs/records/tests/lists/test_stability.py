"""Paging while others write: what was there throughout comes exactly once."""

import asyncio
import random
from collections import Counter
from datetime import timedelta

import orjson
import pytest

from kontor_chassis.testing.bench import Bench
from kontor_records.lists.listing import listing_of
from kontor_records.lists.page import page
from libs.records.tests.lists.sample import BEFORE, OFFER, made, put

pytestmark = pytest.mark.usefixtures("realm")
WRITES = 1_000
WRITERS = 4


async def write(bench: Bench, number: int, passing: list) -> None:
    """Insert, move and delete rows, none of those that stay."""
    draw = random.Random(number)
    for turn in range(WRITES // WRITERS):
        async with bench.writing() as ctx:
            kind = turn % 3
            if kind == 0 or not passing:
                offer = made(OFFER, name=draw.choice("abcxyz"), pages=draw.randint(0, 99))
                ctx.unit.insert(OFFER.table, OFFER.row(offer))
                passing.append((offer.id, 1))
                continue
            identifier, version = passing.pop(draw.randrange(len(passing)))
            if kind == 1:
                fields = {
                    "version": version + 1,
                    "pages": draw.randint(0, 99),
                    "name": draw.choice("abcxyz"),
                }
                passing.append((identifier, version + 1))
            else:
                fields = {"deleted_at": ctx.now}
            ctx.unit.update(OFFER.table, identifier, version, fields)


@pytest.mark.parametrize("sort", ["name", "-pages", "-created_at", "pages,-name"])
async def test_paging_under_a_thousand_writes_shows_every_row_that_stays_once(
    bench: Bench, sort: str
):
    staying = [
        made(
            OFFER,
            name="abcxyz"[n % 6] if n % 5 else None,
            pages=n % 40 if n % 4 else None,
            created_at=BEFORE + timedelta(seconds=n % 50),
        )
        for n in range(200)
    ]
    await put(bench, OFFER, *staying)
    writing = asyncio.gather(*(write(bench, number, []) for number in range(WRITERS)))
    walks = 0
    while walks == 0 or not writing.done():
        seen, cursor = Counter(), None
        while True:
            query = [("sort", sort), ("limit", "11"), ("fields", "name")]
            pairs = [*query, ("cursor", cursor)] if cursor else query
            answer = orjson.loads(await page(bench.reading(), OFFER, listing_of(pairs)))
            seen.update(item["id"] for item in answer["items"])
            if (cursor := answer["next"]) is None:
                break
        assert {str(offer.id): seen[str(offer.id)] for offer in staying} == {
            str(offer.id): 1 for offer in staying
        }
        walks += 1
    await writing
    assert walks > 1
