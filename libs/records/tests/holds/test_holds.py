"""Holds: while one stands, only what all of them allow may change, at every way in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from libs.records.tests.customizing.calls import PIERS, defined, made, refused

HOLDER, OTHER = str(new_id()), str(new_id())


@asynccontextmanager
async def service_of(bench: Bench) -> AsyncIterator[httpx.AsyncClient]:
    who = Principal(subject=Actor("service", "automation"), tenant=bench.tenant)
    async with bench.client(who) as client:
        yield client


async def held(bench: Bench, pier: dict[str, Any], **said: Any) -> httpx.Response:
    body = {"name": "approval", "holder": HOLDER, "link": "/approvals/1", "allowed": [], **said}
    async with service_of(bench) as service:
        key = {"Idempotency-Key": str(new_id())}
        return await service.post(f"{PIERS}/{pier['id']}/hold", json=body, headers=key)


async def released(bench: Bench, pier: dict[str, Any], **said: Any) -> httpx.Response:
    body = {"name": "approval", "holder": HOLDER, **said}
    async with service_of(bench) as service:
        key = {"Idempotency-Key": str(new_id())}
        return await service.post(f"{PIERS}/{pier['id']}/release", json=body, headers=key)


async def test_a_held_record_refuses_what_is_not_allowed_and_nothing_changes(bench: Bench) -> None:
    async with bench.client() as client:
        await defined(bench, client, "c_it")
        await defined(bench, client, "c_free")
        pier = await made(client)
        answer = await held(bench, pier, allowed=["length", "custom.c_free"])
        assert answer.status_code == 200, answer.text
        assert answer.json()["holds"] == [
            {"name": "approval", "holder": HOLDER, "link": "/approvals/1",
             "allowed": ["length", "custom.c_free"]}
        ]  # fmt: skip
        path, before = f"{PIERS}/{pier['id']}", len(await bench.facts())
        for given in ({"title": "x"}, {"length": 2, "won": 1}, {"custom": {"c_it": "x"}}):
            refusal = await client.patch(path, json=given)
            assert refused(refusal)[:2] == (423, "record_held")
            assert refusal.json()["params"] == {"name": "approval", "link": "/approvals/1"}
        assert refused(await client.delete(path))[:2] == (423, "record_held")
        assert len(await bench.facts()) == before
        assert (await client.patch(path, json={"length": 2})).status_code == 200
        assert (await client.patch(path, json={"custom": {"c_free": "y"}})).status_code == 200
        assert (await client.post(f"{path}/tag", json={"name": "while held"})).status_code == 200
        freed = await released(bench, pier)
        assert (freed.status_code, freed.json()["holds"]) == (200, [])
        assert (await client.patch(path, json={"title": "x"})).status_code == 200


async def test_to_hold_and_release_again_changes_nothing(bench: Bench) -> None:
    async with bench.client() as client:
        pier = await made(client)
    versions = [(await held(bench, pier)).json()["version"] for _ in range(2)]
    versions += [(await released(bench, pier)).json()["version"] for _ in range(2)]
    assert versions == [2, 2, 3, 3]
    facts = await bench.facts()
    assert [len(fact.data["state"]["holds"]) for fact in facts] == [0, 1, 0]


async def test_two_holds_both_stand_and_allow_what_both_allow(bench: Bench) -> None:
    async with bench.client() as client:
        pier = await made(client)
        await held(bench, pier, allowed=["length", "won"])
        await held(bench, pier, holder=OTHER, name="signature", allowed=["won", "asked"])
        path = f"{PIERS}/{pier['id']}"
        assert refused(await client.patch(path, json={"length": 1}))[:2] == (423, "record_held")
        assert refused(await client.patch(path, json={"asked": 1}))[:2] == (423, "record_held")
        assert (await client.patch(path, json={"won": 1})).status_code == 200
        await released(bench, pier)
        assert (await client.patch(path, json={"asked": 1})).status_code == 200


@pytest.mark.parametrize("verb", ["hold", "release"])
async def test_people_neither_hold_nor_release(bench: Bench, verb: str) -> None:
    async with bench.client() as client:
        pier = await made(client)
        body = {"name": "approval", "holder": HOLDER}
        answer = await client.post(f"{PIERS}/{pier['id']}/{verb}", json=body)
        assert refused(answer)[:2] == (403, "action_forbidden")
        assert (await client.get(f"{PIERS}/{pier['id']}")).json()["version"] == 1


async def test_a_hold_names_fields_that_exist(bench: Bench) -> None:
    async with bench.client() as client:
        pier = await made(client)
    assert refused(await held(bench, pier, allowed=["colour"])) == (
        422, "field_unknown", ["/allowed"],
    )  # fmt: skip
