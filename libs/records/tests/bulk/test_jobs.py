"""Bulk jobs: each action on each record once, with its rights, holds and versions."""

import asyncio
import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kontor_chassis.clock import SetClock
from kontor_chassis.ids import new_id
from kontor_chassis.testing.bench import Bench
from kontor_records.bulk import running, selection
from kontor_records.bulk.running import run_once
from kontor_records.storage import records
from kontor_records.testing.realm import Realm
from kontor_schemas.rights import ModuleRight, Permissions
from libs.records.tests.bulk.jobs import done, failures, job_of, ordered, read, sailors
from libs.records.tests.sample.sailors import BULK
from libs.records.tests.sample.types import SAILOR


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "CHUNK", 4)


def ids_of(found: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in found]


async def test_an_update_changes_each_record_once_with_history_and_fact(bench: Bench) -> None:
    async with bench.client() as client:
        ten = await sailors(client, 10)
        before = await bench.fact_types()
        job = await ordered(client, "update", ids_of(ten), values={"given_name": "Ola"})
        assert (job["state"], job["total"], job["done"]) == ("queued", 10, 0)
        assert await bench.fact_types() == before
        end = await done(bench, client, job)
        assert (end["state"], end["done"], end["failed"]) == ("finished", 10, 0)
        for one in ten:
            now = await read(client, one)
            assert (now["given_name"], now["version"]) == ("Ola", 2)
            entry = (await client.get(f"/api/v1/sailors/{one['id']}/history")).json()["items"][0]
            assert entry["changes"] == [{"field": "given_name", "old": None, "new": "Ola"}]
            assert entry["actor"] == f"user:{bench.user}"
    facts = (await bench.facts())[len(before) :]
    assert [fact.type for fact in facts] == [
        "sample.bulk_job.started.v1",
        *["sample.sailor.updated.v1"] * 10,
        "sample.bulk_job.finished.v1",
    ]
    assert facts[-1].data["counts"] == {"total": 10, "done": 10, "failed": 0}


async def test_what_cannot_be_done_is_listed_with_its_reason(bench: Bench) -> None:
    async with bench.client() as client:
        found = await sailors(client, 8)
        stale, binned, merged, survivor, gone, *fine = found
        job = await ordered(
            client, "update", [*ids_of(found), str(bench.tenant)], values={"given_name": "Ola"}
        )
        await client.patch(f"/api/v1/sailors/{stale['id']}", json={"given_name": "Other"})
        await client.delete(f"/api/v1/sailors/{binned['id']}")
        await client.post(
            f"/api/v1/sailors/{survivor['id']}/merge",
            json={
                "losers": [merged["id"]],
                "versions": {merged["id"]: 1, survivor["id"]: 1},
            },
        )
        await client.delete(f"/api/v1/sailors/{gone['id']}")
        await client.post(f"/api/v1/sailors/{gone['id']}/purge")
        end = await done(bench, client, job)
        assert (end["done"], end["failed"]) == (4, 5)
        assert await failures(client, job) == {
            stale["id"]: "stale_version",
            binned["id"]: "record_in_bin",
            merged["id"]: "record_merged",
            gone["id"]: "record_unknown",
            str(bench.tenant): "record_unknown",
        }
        assert [(await read(client, one))["given_name"] for one in fine] == ["Ola"] * 3


async def test_held_records_are_left_alone(bench: Bench) -> None:
    async with bench.client() as client:
        held, free = await sailors(client, 2)
        async with bench.writing() as ctx:
            locked = await records.lock(ctx, SAILOR, UUID(held["id"]))
            hold = {"name": "approval", "holder": str(new_id()), "allowed": ["given_name"]}
            await records.change(ctx, locked, {"holds": [hold]})
        for action, values, expected in (
            ("update", {"given_name": "Ola"}, 2),
            ("update", {"given_name": "Per", "birth_on": "1980-01-02"}, 1),
            ("tag", {"tags": [str(new_id())]}, 2),
            ("delete", {}, 1),
        ):
            job = await ordered(client, action, [held["id"], free["id"]], values=values)
            end = await done(bench, client, job)
            assert end["done"] == expected, (action, await failures(client, job))
            if expected == 1:
                assert await failures(client, job) == {held["id"]: "record_held"}


async def test_assign_tag_untag_share_and_verbs(bench: Bench, realm: Realm) -> None:
    tag, other_tag, owner = str(new_id()), str(new_id()), str(await realm.user())
    async with bench.client() as client:
        found = await sailors(client, 5)
        ids = ids_of(found)
        await done(bench, client, await ordered(client, "assign", ids, values={"owner": owner}))
        await done(
            bench, client, await ordered(client, "tag", ids, values={"tags": [tag, other_tag]})
        )
        await done(bench, client, await ordered(client, "tag", ids, values={"tags": [tag]}))
        await done(bench, client, await ordered(client, "untag", ids, values={"tags": [other_tag]}))
        share = {"principal": {"kind": "user", "id": owner}, "level": "write"}
        await done(bench, client, await ordered(client, "share", ids, values=share))
        await client.patch(f"/api/v1/sailors/{ids[0]}", json={"given_name": "X"})
        end = await done(bench, client, await ordered(client, "promote", ids))
        assert (end["done"], end["failed"]) == (5, 0)
        again = await ordered(client, "update", ids, values={"rank": "master"})
        assert again["action"] == "promote"
        end = await done(bench, client, again)
        assert (end["done"], end["failed"]) == (0, 5)
        assert set((await failures(client, again)).values()) == {"transition_not_allowed"}
        for one in found[1:]:
            now = await read(client, one)
            assert (now["owner"], now["tags"], now["rank"], now["version"]) == (
                owner,
                [tag],
                "master",
                6,
            )
    shared = [
        fact.data["state"]["access"]
        for fact in await bench.facts()
        if "access" in fact.data.get("changed", {})
    ]
    assert len(shared) == 5
    assert all(one["shares"][0]["principal"]["id"] == owner for one in shared)


async def test_records_go_into_the_bin_and_back_with_their_parts(bench: Bench) -> None:
    async with bench.client() as client:
        boats = [
            (await client.post("/api/v1/boats", json={"name": f"B{n}"})).json() for n in range(3)
        ]
        cabins = [
            (await client.post("/api/v1/cabins", json={"name": "1", "boat": boat["id"]})).json()
            for boat in boats
        ]
        answer = await client.post(
            "/api/v1/boats/bulk", json={"action": "delete", "ids": ids_of(boats)}
        )
        path = f"/api/v1/boats/bulk/{answer.json()['id']}"
        while (await client.get(path)).json()["finished_at"] is None:
            await run_once(bench.runtime, BULK)
        assert (await client.get(path)).json()["done"] == 3
        for cabin in cabins:
            assert (await client.get(f"/api/v1/cabins/{cabin['id']}")).status_code == 404
        assert len((await client.get("/api/v1/boats/bin")).json()["items"]) == 3
        undone = await client.post(f"{path}/undo")
        assert undone.status_code == 202, undone.text
        path = f"/api/v1/boats/bulk/{undone.json()['id']}"
        while (await client.get(path)).json()["finished_at"] is None:
            await run_once(bench.runtime, BULK)
        for cabin in cabins:
            back = (await client.get(f"/api/v1/cabins/{cabin['id']}")).json()
            assert back["version"] == 3
    types = await bench.fact_types()
    assert types.count("sample.cabin.restored.v1") == 3
    assert types.count("sample.bulk_job.undone.v1") == 1


async def test_a_condition_fixes_its_records_when_it_is_ordered(bench: Bench) -> None:
    condition = {"field": "given_name", "op": "eq", "value": "Ola"}
    async with bench.client() as client:
        chosen = await sailors(client, 6, given_name="Ola")
        others = await sailors(client, 2, given_name="Per")
        body = {
            "action": "update",
            "condition": condition,
            "except": [chosen[0]["id"]],
            "expected_count": 5,
            "values": {"salutation": "mr"},
        }
        wrong = await client.post("/api/v1/sailors/bulk", json={**body, "expected_count": 6})
        assert (wrong.status_code, wrong.json()["code"]) == (409, "selection_changed")
        assert wrong.json()["params"] == {"count": 5}
        answer = await client.post("/api/v1/sailors/bulk", json=body)
        assert answer.status_code == 202, answer.text
        late = await sailors(client, 1, given_name="Ola")
        end = await done(bench, client, answer.json())
        assert (end["total"], end["done"]) == (5, 5)
        for one in chosen[1:]:
            assert (await read(client, one))["salutation"] == "mr"
        for one in (chosen[0], *others, *late):
            assert (await read(client, one))["salutation"] == "none"


async def test_undo_restores_what_is_still_as_it_was_and_lists_the_rest(bench: Bench) -> None:
    async with bench.client() as client:
        found = await sailors(client, 6, given_name="Per")
        job = await ordered(client, "update", ids_of(found), values={"given_name": "Ola"})
        path = f"/api/v1/sailors/bulk/{job['id']}/undo"
        early = await client.post(path)
        assert (early.status_code, early.json()["code"]) == (409, "transition_not_allowed")
        await done(bench, client, job)
        await client.patch(f"/api/v1/sailors/{found[0]['id']}", json={"given_name": "Kari"})
        await client.patch(f"/api/v1/sailors/{found[1]['id']}", json={"salutation": "mr"})
        first = await client.post(path)
        again = await client.post(path)
        assert first.status_code == 202, first.text
        assert first.json()["id"] == again.json()["id"]
        end = await done(bench, client, first.json())
        assert (end["done"], end["failed"]) == (5, 1)
        assert await failures(client, first.json()) == {found[0]["id"]: "changed_since"}
        names = [(await read(client, one))["given_name"] for one in found]
        assert names == ["Kari", *["Per"] * 5]
    assert (await bench.fact_types())[-2:] == [
        "sample.bulk_job.finished.v1",
        "sample.bulk_job.undone.v1",
    ]


async def test_undo_is_too_late_after_a_day(bench: Bench, clock: SetClock) -> None:
    async with bench.client() as client:
        found = await sailors(client, 1)
        job = await ordered(client, "update", ids_of(found), values={"given_name": "Ola"})
        await done(bench, client, job)
        clock.advance(timedelta(hours=24, seconds=1))
        late = await client.post(f"/api/v1/sailors/bulk/{job['id']}/undo")
        assert (late.status_code, late.json()["code"]) == (409, "undo_expired")


async def test_a_cancelled_job_keeps_what_is_done(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_SLICE", 1)
    async with bench.client() as client:
        found = await sailors(client, 12)
        job = await ordered(client, "update", ids_of(found), values={"given_name": "Ola"})
        while (await job_of(client, job))["done"] == 0:
            await run_once(bench.runtime, BULK)
        path = f"/api/v1/sailors/bulk/{job['id']}/cancel"
        cancelled = await client.post(path)
        assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
        assert (await client.post(path)).json()["state"] == "cancelled"
        await run_once(bench.runtime, BULK)
        end = await job_of(client, job)
        assert (end["state"], end["done"]) == ("cancelled", 4)
        names = [(await read(client, one))["given_name"] for one in found]
        assert sorted(names, key=str) == [*[None] * 8, *["Ola"] * 4]
    types = await bench.fact_types()
    assert types.count("sample.bulk_job.cancelled.v1") == 1
    assert types.count("sample.bulk_job.finished.v1") == 0


async def test_several_workers_do_each_record_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_LEASE", timedelta(0))
    async with bench.client() as client:
        found = await sailors(client, 40)
        job = await ordered(client, "update", ids_of(found), values={"given_name": "Ola"})
        while (await job_of(client, job))["finished_at"] is None:
            await asyncio.gather(*(run_once(bench.runtime, BULK) for _ in range(4)))
        assert (await job_of(client, job))["done"] == 40
    assert (await bench.fact_types()).count("sample.sailor.updated.v1") == 40


@pytest.mark.parametrize("action", ["update", "promote", "delete"])
async def test_a_worker_that_dies_at_any_point_leaves_each_record_done_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    monkeypatch.setattr(running, "_LEASE", timedelta(0))
    monkeypatch.setattr(running, "_MOST_ATTEMPTS", 1000)
    values = {"given_name": "Ola"} if action == "update" else {}
    async with bench.client() as client:
        found = await sailors(client, 24)
        job = await ordered(client, action, ids_of(found), values=values)
        deaths = 0
        while (await job_of(client, job))["finished_at"] is None:
            worker = asyncio.ensure_future(run_once(bench.runtime, BULK))
            # The first few die early, however fast the machine is, the others anywhere.
            latest = 0.004 if deaths < 5 else 0.06
            await asyncio.wait([worker], timeout=random.uniform(0.0005, latest))
            deaths += worker.cancel()
            await asyncio.gather(worker, return_exceptions=True)
        end = await job_of(client, job)
    assert (end["done"], end["failed"]) == (24, 0)
    assert deaths > 0
    verb = "deleted" if action == "delete" else "updated"
    facts = [fact for fact in await bench.facts() if fact.type == f"sample.sailor.{verb}.v1"]
    assert sorted(str(fact.subject) for fact in facts) == sorted(ids_of(found))
    assert {fact.version for fact in facts} == {2}


async def test_a_record_that_takes_anothers_value_fails_alone(bench: Bench) -> None:
    async with bench.client() as client:
        found = await sailors(client, 3)
        job = await ordered(client, "update", ids_of(found), values={"number": "S-1"})
        end = await done(bench, client, job)
        assert (end["done"], end["failed"]) == (1, 2)
        assert set((await failures(client, job)).values()) == {"unique_taken"}


async def test_what_cannot_be_ordered_is_refused_and_nothing_is_fixed(bench: Bench) -> None:
    async with bench.client() as client:
        (one,) = await sailors(client, 1)
        ids = [one["id"]]
        many = [str(new_id()) for _ in range(1001)]
        condition = {"field": "given_name", "op": "eq", "value": "Ola"}
        cases: list[tuple[dict[str, Any], int, str]] = [
            ({"action": "explode", "ids": ids}, 422, "op_not_allowed"),
            ({"action": "undo", "ids": ids}, 422, "op_not_allowed"),
            (
                {"action": "update", "ids": many, "values": {"given_name": "X"}},
                422,
                "selection_too_large",
            ),
            ({"action": "update", "ids": [], "values": {"given_name": "X"}}, 422, "value_range"),
            ({"action": "update", "values": {"given_name": "X"}}, 422, "field_required"),
            ({"action": "update", "ids": ids, "condition": condition}, 422, "field_required"),
            (
                {"action": "update", "condition": condition, "values": {"given_name": "X"}},
                422,
                "field_required",
            ),
            ({"action": "update", "ids": ids}, 422, "field_required"),
            ({"action": "update", "ids": ids, "values": {"nothing": 1}}, 422, "field_unknown"),
            ({"action": "update", "ids": ids, "values": {"version": 7}}, 422, "field_unknown"),
            ({"action": "update", "ids": ids, "values": {"birth_on": "soon"}}, 422, "value_format"),
            (
                {"action": "update", "ids": ids, "values": {"rank": "mate", "given_name": "X"}},
                422,
                "use_verb",
            ),
            ({"action": "assign", "ids": ids, "values": {"owner": "me"}}, 422, "value_format"),
            ({"action": "tag", "ids": ids, "values": {"tags": []}}, 422, "value_format"),
            (
                {
                    "action": "delete",
                    "condition": {"field": "secret", "op": "is_set"},
                    "expected_count": 1,
                },
                422,
                "field_unknown",
            ),
        ]
        for body, status, code in cases:
            answer = await client.post("/api/v1/sailors/bulk", json=body)
            assert (answer.status_code, answer.json()["code"]) == (status, code), (
                body,
                answer.text,
            )
        rows = await bench.runtime.worker_pool.fetchval(
            "SELECT count(*) FROM bulk_chunk WHERE tenant_id = $1", bench.tenant
        )
    assert rows == 0
    assert len(await bench.facts()) == 1


async def test_only_who_has_the_tool_works_on_many_records(bench: Bench, realm: Realm) -> None:
    async with bench.client() as client:
        ids = ids_of(await sailors(client, 1))
        profile = await realm.profile(Permissions(actions=["read", "update"], tools=["export"]))
        who = realm.principal(await realm.user(profiles=[profile]))
        async with bench.client(who) as theirs:
            answer = await theirs.post(
                "/api/v1/sailors/bulk", json={"action": "delete", "ids": ids}
            )
            assert (answer.status_code, answer.json()["code"]) == (403, "action_forbidden")


async def test_rights_are_asked_record_by_record(bench: Bench, realm: Realm) -> None:
    actions: Any = ["read", "create", "update", "delete"]
    profile = await realm.profile(Permissions(actions=actions, tools=["bulk"]))
    who = realm.principal(await realm.user(profiles=[profile]))
    async with bench.client() as client, bench.client(who) as theirs:
        foreign = await sailors(client, 2)
        own = await sailors(client, 2, owner=str(who.subject.id))
        job = await ordered(
            theirs, "update", ids_of([*foreign, *own]), values={"given_name": "Ola"}
        )
        end = await done(bench, theirs, job)
        assert (end["done"], end["failed"]) == (2, 2)
        assert await failures(theirs, job) == dict.fromkeys(ids_of(foreign), "record_unknown")
        body = {"action": "delete", "condition": {"all": []}, "expected_count": 2}
        answer = await theirs.post("/api/v1/sailors/bulk", json=body)
        assert (answer.status_code, answer.json().get("total")) == (202, 2), answer.text
        assert (await client.get(f"/api/v1/sailors/bulk/{job['id']}")).status_code == 404
        lost = ModuleRight(record="sample.sailor", actions=["read"], tools=["bulk"])
        await realm.profile(Permissions(actions=actions, modules=[lost]), profile=profile)
        end = await done(bench, theirs, answer.json())
        assert (end["done"], end["failed"]) == (0, 2)
        assert set((await failures(theirs, end)).values()) == {"action_forbidden"}


async def test_the_same_key_twice_is_one_job(bench: Bench) -> None:
    async with bench.client(**{"Idempotency-Key": "once"}) as client, bench.client() as plain:
        found = await sailors(plain, 2)
        jobs = [
            await ordered(client, "update", ids_of(found), values={"given_name": "Ola"})
            for _ in range(2)
        ]
    assert jobs[0] == jobs[1]
    rows = await bench.runtime.worker_pool.fetchval(
        "SELECT count(*) FROM bulk_job WHERE tenant_id = $1", bench.tenant
    )
    assert rows == 1
