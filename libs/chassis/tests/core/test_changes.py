"""Changes of one record come one after the other, and leave in that order."""

import asyncio
from uuid import UUID

from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.stream import until
from libs.chassis.tests.core.conftest import change_locked_note


async def test_parallel_changes_of_one_record_make_versions_without_holes(bench: Bench) -> None:
    async with bench.client() as client:
        path = (await client.post("/api/v1/notes", json={"title": "A"})).headers["location"]
        answers = await asyncio.gather(
            *(client.patch(path, json={"weight": number}) for number in range(1, 31))
        )
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(answer.json()["version"] for answer in answers) == list(range(2, 32))
    assert [fact.version for fact in await bench.facts()] == list(range(1, 32))


async def test_a_change_that_waited_for_its_record_leaves_behind_the_one_it_waited_for(
    bench: Bench,
) -> None:
    """What takes a transaction id before the record's lock would leave before it."""

    async def is_waiting() -> bool:
        found: bool = await bench.runtime.worker_pool.fetchval(
            "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
            " WHERE NOT l.granted AND d.datname = current_database())"
        )
        return found

    async with bench.client(**{"Idempotency-Key": "waits"}) as client:
        path = (await client.post("/api/v1/notes", json={"title": "A"})).headers["location"]
        client.headers["Idempotency-Key"] = "waits too"
        note_id = UUID(path.rpartition("/")[2])
        async with bench.writing() as ctx:
            await ctx.unit.lock(note_id)
            waiting = asyncio.create_task(client.patch(path, json={"weight": 3}))
            await until(is_waiting)
            await change_locked_note(ctx, note_id, {"weight": 2})
        answer = await waiting
    assert (answer.status_code, answer.json()["version"]) == (200, 3)
    assert [fact.version for fact in await bench.facts()] == [1, 2, 3]


async def test_of_two_changes_decided_on_one_version_the_second_is_stale(bench: Bench) -> None:
    async with bench.client() as client:
        made = await client.post("/api/v1/notes", json={"title": "A"})
        path, tag = made.headers["location"], made.headers["etag"]
        first = await client.patch(path, json={"title": "B"}, headers={"If-Match": tag})
        second = await client.patch(path, json={"title": "C"}, headers={"If-Match": tag})
        assert first.status_code == 200
        assert (second.status_code, second.json()["code"]) == (412, "stale_version")
        assert second.json()["params"] == {"version": 1, "current": 2}
        assert (await client.get(path)).json()["title"] == "B"
    assert [fact.version for fact in await bench.facts()] == [1, 2]


async def test_a_change_that_changes_nothing_leaves_no_version_and_no_fact(bench: Bench) -> None:
    async with bench.client() as client:
        path = (await client.post("/api/v1/notes", json={"title": "A"})).headers["location"]
        same = await client.patch(path, json={"title": "A"})
    assert (same.status_code, same.json()["version"]) == (200, 1)
    assert await bench.fact_types() == ["sample.note.created.v1"]


async def test_a_taken_code_and_an_unknown_parent_change_nothing(bench: Bench) -> None:
    async with bench.client() as client:
        await client.post("/api/v1/notes", json={"title": "A", "code": "X"})
        taken = await client.post("/api/v1/notes", json={"title": "B", "code": "X"})
        orphan = await client.post("/api/v1/notes", json={"title": "B", "parent": str(bench.user)})
    assert (taken.status_code, taken.json()["code"], taken.json()["params"]) == (
        409, "unique_taken", {"field": "code"},
    )  # fmt: skip
    assert (orphan.status_code, orphan.json()["code"], orphan.json()["params"]) == (
        404, "reference_unknown", {"path": "/parent"},
    )  # fmt: skip
    assert len(await bench.facts()) == 1


async def test_a_fact_over_its_size_takes_its_record_with_it(bench: Bench) -> None:
    async with bench.writing() as ctx:
        pass
    async with bench.client() as client:
        answer = await client.post("/api/v1/notes", json={"title": "A", "body": "x" * 10_001})
    assert (answer.status_code, answer.json()["code"]) == (422, "value_too_long")
    assert ctx.unit.facts == []
    assert await bench.facts() == []
