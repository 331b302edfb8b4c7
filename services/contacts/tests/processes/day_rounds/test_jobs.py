"""The rounds of days over real timers: each told once, late where nobody was up, to nobody else."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from kontor_chassis.clock import SetClock
from kontor_chassis.jobs import timers
from kontor_chassis.testing.bench import Bench, SeenFact
from kontor_contacts.app import APP
from kontor_contacts.processes.day_rounds import commands
from kontor_records.testing.realm import Realm

BERLIN = ZoneInfo("Europe/Berlin")


def put(clock: SetClock, at: datetime) -> None:
    clock.advance(at - clock.now())


async def fire(bench: Bench, times: int) -> None:
    for _ in range(times):
        await timers._fire_due(bench.runtime, APP.timers)


async def begin(bench: Bench) -> None:
    async with bench.writing() as ctx:
        await commands.begin_rounds(ctx)


async def told(bench: Bench, kind: str) -> list[SeenFact]:
    return [fact for fact in await bench.facts() if kind in fact.type]


async def made(client: httpx.AsyncClient, plural: str = "contacts", **fields: Any) -> str:
    answer = await client.post(f"/api/v1/{plural}", json=fields)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def a_next(clock: SetClock, month: int, day: int) -> date:
    """Return the next such day: ids carry the clock's time, so tests only go forward."""
    today = clock.now().date()
    year = today.year + ((month, day) <= (today.month, today.day))
    return date(year, month, day)


async def test_a_birthday_is_told_once_and_late_where_nobody_was_up(
    bench: Bench, clock: SetClock, realm: Realm
) -> None:
    await realm.zone("Europe/Berlin")
    day = a_next(clock, 7, 14)
    async with bench.client() as client:
        ann = await made(client, family_name="A", birth_on="1980-07-14")
        ben = await made(client, family_name="B", birth_day="07-14")
        late = await made(client, family_name="C", birth_on="1990-07-17")
        gone = await made(client, family_name="D", birth_on="1980-07-14")
        await client.post(f"/api/v1/contacts/{gone}/mark_deceased")
        await made(client, family_name="E", birth_on="1980-07-14", processing="restricted")
        binned = await made(client, family_name="F", birth_on="1980-07-14")
        assert (await client.delete(f"/api/v1/contacts/{binned}")).status_code == 204
    put(clock, datetime(day.year, 7, 13, 12, tzinfo=UTC))
    await begin(bench)
    nine = datetime(day.year, 7, 14, 9, tzinfo=BERLIN)
    put(clock, nine - timedelta(seconds=1))
    await fire(bench, 3)
    assert await told(bench, "birthday") == []
    put(clock, nine)
    await fire(bench, 3)
    facts = await told(bench, "birthday")
    assert {(str(one.subject), one.data["age"], one.data["days_late"]) for one in facts} == {
        (ann, day.year - 1980, 0), (ben, None, 0),
    }  # fmt: skip
    assert {one.data["on"] for one in facts} == {str(day)}
    put(clock, nine + timedelta(days=7))
    await fire(bench, 12)
    (more,) = [one for one in await told(bench, "birthday") if one not in facts]
    assert (str(more.subject), more.data["on"], more.data["days_late"]) == (
        late, str(day + timedelta(days=3)), 4,
    )  # fmt: skip


async def test_more_birthdays_than_fit_into_one_round_are_all_told(
    bench: Bench, clock: SetClock, realm: Realm, monkeypatch: Any
) -> None:
    await realm.zone("Europe/Berlin")
    monkeypatch.setattr(commands, "_AT_ONCE", 2)
    async with bench.client() as client:
        people = {await made(client, family_name=f"P{n}", birth_day="07-14") for n in range(5)}
    day = a_next(clock, 7, 14)
    put(clock, datetime(day.year, 7, 13, 12, tzinfo=UTC))
    await begin(bench)
    put(clock, datetime(day.year, 7, 14, 9, tzinfo=BERLIN))
    await fire(bench, 6)
    assert sorted(str(one.subject) for one in await told(bench, "birthday")) == sorted(people)


async def test_an_address_switches_once_at_midnight_there(
    bench: Bench, clock: SetClock, realm: Realm
) -> None:
    await realm.zone("Europe/Berlin")
    day = a_next(clock, 5, 1)
    dated = {"line1": "1", "city": "X", "country": "DE", "valid_from_on": str(day)}
    async with bench.client() as client:
        firm = await made(client, "organizations", name="N", addresses=[{**dated, "kind": "visit"}])
        ann = await made(
            client,
            family_name="A",
            addresses=[
                {**dated, "kind": "home"},
                {**dated, "kind": "billing", "country": "GB", "valid_from_on": None,
                 "valid_until_on": str(day - timedelta(days=1))},
            ],
        )  # fmt: skip
        account = await made(client, "accounts", organization=firm, billing_address=dated)
    await begin(bench)
    midnight = datetime(day.year, 5, 1, tzinfo=BERLIN)
    put(clock, midnight - timedelta(minutes=1))
    await fire(bench, 2)
    assert await told(bench, "address_switched") == []
    put(clock, midnight)
    await fire(bench, 3)
    first = {
        (one.type.split(".")[1], str(one.subject), *one.data["kinds"])
        for one in await told(bench, "address_switched")
    }
    assert first == {
        ("organization", firm, "visit"), ("contact", ann, "home"), ("account", account, "billing"),
    }  # fmt: skip
    put(clock, midnight + timedelta(days=3))
    await fire(bench, 3)
    facts = await told(bench, "address_switched")
    assert [(str(one.subject), one.data["kinds"], one.data["on"]) for one in facts[3:]] == [
        (ann, ["billing"], str(day))
    ]
