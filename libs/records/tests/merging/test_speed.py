"""How long a merge of ten with a thousand references takes, everything in one transaction."""

import time

import pytest

from kontor_chassis.stamps import begun
from kontor_chassis.testing.bench import Bench
from kontor_records.merging.commands import MergeOrder, merge
from kontor_records.storage import many
from libs.records.tests.sample.types import BOAT, CABIN, Boat, Cabin

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]


async def test_ten_losers_with_a_thousand_references(bench: Bench) -> None:
    async with bench.writing() as ctx:
        boats = [begun(ctx, Boat, {"name": f"B{place}"}) for place in range(33)]
        many.create_many(ctx, BOAT, boats)
    for boat in boats:
        if boats.index(boat) % 11:
            async with bench.writing() as ctx:
                cabins = [begun(ctx, Cabin, {"name": "1", "boat": boat.id}) for _ in range(100)]
                many.create_many(ctx, CABIN, cabins)
    took = []
    for start in (0, 11, 22):
        survivor, *losers = boats[start : start + 11]
        order = MergeOrder(
            survivor=survivor.id,
            losers=tuple(loser.id for loser in losers),
            versions={boat.id: 1 for boat in (survivor, *losers)},
        )
        begin, cpu = time.perf_counter(), time.process_time()
        async with bench.writing() as ctx:
            await merge(ctx, BOAT, order)
        took.append((time.perf_counter() - begin, time.process_time() - cpu))
    told = ", ".join(
        f"{wall * 1000:.0f} ms ({cpu * 1000:.0f} ms of one core)" for wall, cpu in took
    )
    print(f"\nmerge of ten with 1,000 references: {told}")  # noqa: T201 - the bench reads it
    assert (await bench.fact_types()).count("sample.cabin.updated.v1") == 3000
