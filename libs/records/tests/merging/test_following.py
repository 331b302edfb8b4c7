"""Following merges: in any order of the facts everything ends in one, and finds its way back."""

from collections.abc import Callable
from itertools import permutations
from uuid import UUID

import httpx
import pytest

from kontor_chassis.consume.consumer import Command
from kontor_chassis.ids import new_id
from kontor_chassis.jobs import timers
from kontor_chassis.testing.bench import Bench
from kontor_records.merging import repointing
from kontor_records.merging.following import TIMERS, follow, follow_merges, lead_home
from libs.records.tests.merging.sailors import Sailor, made, merged, read, unmerge
from libs.records.tests.sample.types import TYPES

Following = Callable[..., object]
SAILOR = "sample.sailor"


async def follows(bench: Bench, loser: UUID, survivor: UUID) -> int:
    async with bench.writing() as ctx:
        return await follow(ctx, SAILOR, loser, survivor)


async def returns(bench: Bench, loser: UUID, survivor: UUID) -> int:
    async with bench.writing() as ctx:
        return await lead_home(ctx, SAILOR, loser, survivor)


async def referring(client: httpx.AsyncClient, *records: UUID) -> Sailor:
    first, *_ = records
    return await made(client, captain=str(first), friends=[str(record) for record in records])


async def seen(client: httpx.AsyncClient, sailor: Sailor) -> tuple[UUID, set[UUID]]:
    found = await read(client, sailor)
    return UUID(found["captain"]), {UUID(friend) for friend in found["friends"]}


@pytest.mark.parametrize("order", list(permutations([0, 1, 2])))
async def test_facts_in_any_order_end_in_one_and_lead_back(
    bench: Bench, order: tuple[int, ...]
) -> None:
    a, b, c, d = (new_id() for _ in range(4))
    steps = [(a, b), (c, b), (b, d)]
    async with bench.client() as client:
        holder = await referring(client, a, b, c)
        for place in order:
            await follows(bench, *steps[place])
        assert await seen(client, holder) == (d, {d})
        for place in order:
            assert await follows(bench, *steps[place]) == 0
        late = await referring(client, a)
        assert await follows(bench, a, b) == 1
        assert await seen(client, late) == (d, {d})
        await returns(bench, b, d)
        assert (await seen(client, holder))[0] == b
        assert await seen(client, late) == (b, {b})
        await returns(bench, a, b)
        assert (await seen(client, holder))[0] == a
        assert await seen(client, late) == (a, {a})


async def test_more_references_than_one_unit_of_work_takes_follow_by_timer(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repointing, "AT_ONCE", 3)
    async with bench.client() as client:
        survivor, loser = await made(client), await made(client)
        holders = [await made(client, captain=loser["id"]) for _ in range(8)]

        async def led() -> list[str]:
            captains = [(await read(client, one))["captain"] for one in holders]
            return sorted(set(captains), key=[loser["id"], survivor["id"]].index)

        await merged(client, survivor, loser)
        assert await led() == [loser["id"], survivor["id"]]
        while await timers._fire_due(bench.runtime, TIMERS):
            pass
        assert await led() == [survivor["id"]]
        assert (await unmerge(client, loser)).status_code == 200
        assert await led() == [loser["id"], survivor["id"]]
        while await timers._fire_due(bench.runtime, TIMERS):
            pass
        assert await led() == [loser["id"]]
        assert {(await read(client, one))["version"] for one in holders} == {3}


def test_a_service_follows_every_type_its_records_refer_to() -> None:
    commands = follow_merges(TYPES)
    assert all(isinstance(command, Command) for command in commands)
    assert [(command.name, [fact.TYPE for fact in command.facts]) for command in commands] == [
        (f"{verb} {record}", [f"{record}.{fact}.v1"])
        for record in ("sample.boat", "sample.harbour", "sample.sailor")
        for verb, fact in (("follow", "merged"), ("return", "unmerged"))
    ]
