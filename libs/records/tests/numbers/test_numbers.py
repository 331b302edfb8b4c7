"""Numbers: their form, and that none is given out twice, whoever asks and whatever comes from outside."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kontor_chassis.clock import SetClock
from kontor_chassis.testing.bench import Bench
from kontor_records.customizing.world import KEPT
from kontor_records.numbers import numbering
from kontor_records.numbers.errors import NumberPatternInvalid
from kontor_records.numbers.numbering import Blocks
from kontor_records.numbers.pattern import parsed
from kontor_records.testing.realm import Realm
from libs.records.tests.customizing.calls import PIERS, made, refused
from libs.records.tests.sample.types import PIER

DAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("pattern", "count", "expected"),
    [
        ("K-{n:06}", 1, "K-000001"),
        ("K-{n:06}", 999_999, "K-999999"),
        ("K-{n:06}", 1_000_000, "K-1000000"),
        ("R{yyyy}-{n:05}", 7, "R2026-00007"),
        ("{yy}{mm}-{n}", 12, "2603-12"),
        ("{n:3}/x", 5, "005/x"),
    ],
)
def test_a_pattern_makes_a_number(pattern: str, count: int, expected: str) -> None:
    assert parsed(pattern).number(count, DAY) == expected


@pytest.mark.parametrize(
    "pattern",
    ["", "K-", "{n}{n}", "{n:06}{n}", "K-{m}-{n}", "{mm}-{n}", "{n", "n}", "{n:99}", "x" * 41, " {n}",
     "{yyyy}{yyyy}{n}", "{n}\n"],
)  # fmt: skip
def test_a_pattern_that_would_not_do_is_refused(pattern: str) -> None:
    with pytest.raises(NumberPatternInvalid):
        parsed(pattern)


@given(
    st.sampled_from(["K-{n:06}", "R{yyyy}-{n:05}", "{yy}{mm}-{n}", "A.{n:2}+"]),
    st.integers(1, 10**15),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
)
def test_what_a_pattern_makes_it_recognises(pattern: str, count: int, day: date) -> None:
    made_by = parsed(pattern)
    assert made_by.count(made_by.number(count, day), day) == (made_by.period(day), count)


@pytest.mark.parametrize(
    "number", ["K-00001", "K-0000001", "K-x00001", "k-000001", "K-000001 ", ""]
)
def test_what_is_none_of_a_pattern_is_left_alone(number: str) -> None:
    assert parsed("K-{n:06}").count(number, DAY) is None


async def test_records_are_numbered_as_they_come(bench: Bench) -> None:
    async with bench.client() as client:
        numbers = [(await made(client))["number"] for _ in range(3)]
        assert numbers == ["K-000001", "K-000002", "K-000003"]
        own = await made(client, number="X-1")
        assert own["number"] == "X-1"
        taken = await client.post(PIERS, json={"title": "Twin", "number": "K-000002"})
        assert refused(taken)[:2] == (409, "unique_taken")
        brought = await made(client, number="K-000500")
        assert brought["number"] == "K-000500"
        assert (await made(client))["number"] == "K-000501"


async def test_three_replicas_never_give_a_number_twice(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    replicas = [Blocks() for _ in range(3)]
    given_out: list[int] = []

    async def draw(blocks: Blocks, times: int) -> None:
        for _ in range(times):
            async with bench.writing() as ctx:
                given_out.extend(await blocks.take(ctx, "sample.pier", "", 1))

    await asyncio.gather(*(draw(blocks, 60) for blocks in replicas for _ in range(3)))
    assert len(given_out) == len(set(given_out)) == 540
    # Blocks of fifty: at most one begun by each replica is left over.
    assert max(given_out) <= 540 + 3 * 49


async def test_another_replica_goes_on_behind_what_was_brought(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = Blocks(), Blocks()
    async with bench.writing() as ctx:
        assert await here.take(ctx, "sample.pier", "", 1) == [1]
        assert await there.take(ctx, "sample.pier", "", 1) == [51]
        await there.lift(ctx, "sample.pier", "", 500)
        monkeypatch.setattr(numbering, "FRESH_S", 0.0)
        assert await here.take(ctx, "sample.pier", "", 1) == [501]
        assert await there.take(ctx, "sample.pier", "", 60) == list(range(551, 611))


async def test_a_year_begins_at_the_tenants_midnight(
    bench: Bench, realm: Realm, clock: SetClock
) -> None:
    await realm.zone("Europe/Berlin")
    async with bench.client() as client:
        body = {"pattern": "R{yyyy}-{n:03}"}
        assert (await client.post(f"{PIERS}/number_pattern", json=body)).status_code == 204
        KEPT.forget(bench.tenant)
        numbers = []
        for hour, minute in ((22, 59), (22, 59), (23, 0)):
            bench.runtime.clock = SetClock(datetime(2026, 12, 31, hour, minute, tzinfo=UTC))
            numbers.append((await made(client))["number"])
        bad: Any = await client.post(f"{PIERS}/number_pattern", json={"pattern": "K-"})
    assert numbers == ["R2026-001", "R2026-002", "R2027-001"]
    assert refused(bad)[:2] == (422, "number_pattern_invalid")


async def test_a_purged_number_does_not_come_back(bench: Bench) -> None:
    async with bench.client() as client:
        pier = await made(client)
        await client.delete(f"{PIERS}/{pier['id']}")
        assert (await client.post(f"{PIERS}/{pier['id']}/purge")).status_code == 204
        assert (await made(client))["number"] != pier["number"]


def test_the_sample_is_numbered() -> None:
    assert PIER.number is not None
