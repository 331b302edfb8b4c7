"""A retry with its key has the same answer and no second effect, whatever happened in between."""

import asyncio

import pytest

from kontor_chassis import failpoints
from kontor_chassis.errors import UniqueTaken
from kontor_chassis.testing.bench import Bench


async def count_notes(bench: Bench) -> int:
    async with bench.client() as client:
        return len((await client.get("/api/v1/notes?limit=200")).json()["items"])


async def test_a_retried_create_gets_the_same_answer_and_makes_nothing(bench: Bench) -> None:
    async with bench.client(**{"Idempotency-Key": "one"}) as client:
        answers = [await client.post("/api/v1/notes", json={"title": "A"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["location"] for answer in answers}) == 1
    assert await count_notes(bench) == 1
    assert await bench.fact_types() == ["sample.note.created.v1"]


async def test_a_retried_create_is_not_refused_for_what_the_first_has_made(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with bench.client(**{"Idempotency-Key": "unique"}) as client:
        first = await client.post("/api/v1/notes", json={"title": "A", "code": "X"})
        monkeypatch.setattr("libs.chassis.tests.core.conftest.begun", _refuses)
        again = await client.post("/api/v1/notes", json={"title": "A", "code": "X"})
        other = await client.post("/api/v1/notes", json={"title": "B", "code": "X"})
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert await bench.fact_types() == ["sample.note.created.v1"]


def _refuses(*_: object) -> None:
    raise UniqueTaken(path="/code")


async def test_a_retried_change_gets_the_same_answer_and_changes_nothing(bench: Bench) -> None:
    async with bench.client() as client:
        path = (await client.post("/api/v1/notes", json={"title": "A"})).headers["location"]
        headers = {"Idempotency-Key": "two"}
        first = await client.patch(path, json={"title": "B"}, headers=headers)
        await client.patch(path, json={"title": "C"})
        again = await client.patch(path, json={"title": "B"}, headers=headers)
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert (await client.get(path)).json()["title"] == "C"
    assert [fact.version for fact in await bench.facts()] == [1, 2, 3]


async def test_another_body_under_the_same_key_is_refused(bench: Bench) -> None:
    async with bench.client(**{"Idempotency-Key": "three"}) as client:
        first = await client.post("/api/v1/notes", json={"title": "A"})
        other = await client.post("/api/v1/notes", json={"title": "B"})
        elsewhere = await client.patch(first.headers["location"], json={"title": "A"})
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (422, "key_reused")
    assert await bench.fact_types() == ["sample.note.created.v1"]


async def test_twenty_twins_make_one_record_and_get_twenty_equal_answers(bench: Bench) -> None:
    async with bench.client(**{"Idempotency-Key": "twins"}) as client:
        answers = await asyncio.gather(
            *(client.post("/api/v1/notes", json={"title": "A"}) for _ in range(20))
        )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert await bench.fact_types() == ["sample.note.created.v1"]


async def test_twins_of_a_change_make_one_version(bench: Bench) -> None:
    async with bench.client() as client:
        path = (await client.post("/api/v1/notes", json={"title": "A"})).headers["location"]
        answers = await asyncio.gather(
            *(
                client.patch(path, json={"title": "B"}, headers={"Idempotency-Key": "k"})
                for _ in range(10)
            )
        )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert [fact.version for fact in await bench.facts()] == [1, 2]


async def test_a_twin_gives_up_after_its_patience(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kontor_chassis.http.edge.PATIENCE_S", 0.2)
    pool = bench.runtime.api_pool
    async with pool.acquire() as holder:
        await holder.execute("BEGIN; SET LOCAL transaction_timeout = '20s'")
        await holder.execute(f"SELECT set_config('kontor.tenant', '{bench.tenant}', true)")
        digest = "2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683"  # sha256("key")
        await holder.execute(
            "INSERT INTO idempotency (tenant_id, principal, key, request_hash, status, headers,"
            " body) VALUES ($1, $2, $3, '', 201, '{}', '')",
            bench.tenant,
            str(bench.principal.subject),
            digest,
        )
        async with bench.client(**{"Idempotency-Key": "key"}) as client:
            answer = await client.post("/api/v1/notes", json={"title": "A"})
        await holder.execute("ROLLBACK")
    assert (answer.status_code, answer.json()["code"]) == (409, "request_in_flight")
    assert answer.headers["retry-after"] == "1"
    assert await bench.facts() == []


async def test_a_reply_lost_after_the_commit_is_given_again(bench: Bench) -> None:
    async with bench.client(**{"Idempotency-Key": "lost"}) as client:
        failpoints.arm("edge.before_reply:raise::1")
        lost = await client.post("/api/v1/notes", json={"title": "A"})
        failpoints.arm("")
        again = await client.post("/api/v1/notes", json={"title": "A"})
    assert lost.status_code == 500
    assert again.status_code == 201
    assert again.headers.get("idempotent-replayed") == "true"
    assert await bench.fact_types() == ["sample.note.created.v1"]


async def test_keys_of_two_users_and_two_tenants_are_apart(bench: Bench) -> None:
    other = bench.another_tenant()
    for principal in (None, other):
        async with bench.client(principal, **{"Idempotency-Key": "same"}) as client:
            answer = await client.post("/api/v1/notes", json={"title": "A"})
            assert (answer.status_code, "idempotent-replayed" in answer.headers) == (201, False)
    assert len(await bench.facts()) == len(await bench.facts(other.tenant)) == 1


@pytest.mark.parametrize("key", ["x" * 256, "ä", "a\x7f"])
async def test_a_key_that_is_no_key_is_refused(bench: Bench, key: str) -> None:
    async with bench.client() as client:
        answer = await client.post(
            "/api/v1/notes", json={"title": "A"}, headers=[(b"Idempotency-Key", key.encode())]
        )
    assert answer.status_code == 422
    assert await bench.facts() == []
