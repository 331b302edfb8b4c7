"""The scan for all duplicates: every pair once, in steps, and shown as far as the reader may see."""

from typing import Any

import httpx
import pytest

from kontor_chassis.jobs import timers
from kontor_chassis.testing.bench import Bench
from kontor_records.duplicates import scanning
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import Permissions

HANDLERS = {scanning.TIMER: scanning.scan_due}
PATH = "/api/v1/sailors/duplicates"


async def made(client: httpx.AsyncClient, **fields: Any) -> str:
    body = {"given_name": "Hans", "family_name": "Müller", **fields}
    answer = await client.post("/api/v1/sailors", json=body)
    assert answer.status_code == 201, answer.text
    found: str = answer.json()["id"]
    return found


async def scanned(bench: Bench, client: httpx.AsyncClient) -> dict[str, Any]:
    assert (await client.post(f"{PATH}/scan")).status_code == 202
    while (found := (await client.get(f"{PATH}/scan")).json())["finished_at"] is None:
        assert await timers._fire_due(bench.runtime, HANDLERS) > 0
    answer: dict[str, Any] = found
    return answer


async def pairs(client: httpx.AsyncClient, limit: int = 20) -> list[tuple[frozenset[str], int]]:
    found: list[tuple[frozenset[str], int]] = []
    cursor = ""
    while True:
        answer = await client.get(f"{PATH}/pairs?limit={limit}{cursor}")
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += [
            (frozenset((each["id"], each["other"]["id"])), each["other"]["score"])
            for each in page["items"]
        ]
        if page["next"] is None:
            return found
        cursor = f"&cursor={page['next']}"


@pytest.mark.parametrize("rows", [8, 1000])
async def test_every_pair_is_found_once_whatever_the_steps(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(scanning, "ROWS", rows)
    mail = {"emails": [{"value": "hans@nord.example"}]}
    async with bench.client() as client:
        both = [await made(client, **mail, phones=[{"raw": "0171 2345678"}]) for _ in range(2)]
        third = await made(client, family_name="Mueller", **mail)
        born = [await made(client, family_name="Vogt", birth_on="1980-01-02") for _ in range(2)]
        for place in range(6):
            await made(client, given_name=f"G{place}", family_name=f"Other{place}")
        end = await scanned(bench, client)
        assert (end["pairs"], end["skipped"]) == (4, 0)
        expected = [
            (frozenset(both), 100),
            (frozenset((both[0], third)), 95),
            (frozenset((both[1], third)), 95),
            (frozenset(born), 60),
        ]
        for limit in (1, 20):
            found = await pairs(client, limit)
            assert [points for _, points in found] == [100, 95, 95, 60]
            assert set(found) == set(expected)
        await client.delete(f"/api/v1/sailors/{third}")
        assert len(await pairs(client)) == 2
        assert (await scanned(bench, client))["pairs"] == 2


async def test_a_key_of_too_many_is_skipped_and_counted(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "BLOCK", 3)
    async with bench.client() as client:
        for _ in range(4):
            await made(client, emails=[{"value": "info@nord.example"}], birth_on="1980-01-02")
        end = await scanned(bench, client)
    assert (end["pairs"], end["skipped"]) == (0, 2)


async def test_pairs_are_shown_to_whoever_sees_both(bench: Bench, realm: Realm) -> None:
    actions: Any = ["read", "create", "update", "delete"]
    profile = await realm.profile(Permissions(actions=actions))
    who = realm.principal(await realm.user(profiles=[profile]))
    mail = {"emails": [{"value": "hans@nord.example"}]}
    async with bench.client() as client, bench.client(who) as theirs:
        await made(client, **mail)
        own = [await made(client, owner=str(who.subject.id), **mail) for _ in range(2)]
        await scanned(bench, client)
        assert len(await pairs(client)) == 3
        assert await pairs(theirs) == [(frozenset(own), 95)]
        refused = await theirs.post(f"{PATH}/scan")
        assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")


async def test_while_a_scan_runs_it_is_not_begun_again(bench: Bench) -> None:
    async with bench.client() as client:
        assert (await client.get(f"{PATH}/scan")).status_code == 404
        scans = [(await client.post(f"{PATH}/scan")).json()["id"] for _ in range(2)]
        assert scans[0] == scans[1]
        wrong = await client.get(f"{PATH}/pairs?cursor=nothing")
        assert (wrong.status_code, wrong.json()["code"]) == (422, "cursor_invalid")
