"""Replies of commits that are lost: retried with a key, every write is done once and told alike."""

import asyncio
import random
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from kontor_chassis.runtime import Runtime, running
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.digest import digest
from kontor_chassis.testing.reply_cutter import ReplyCutter, cutting
from kontor_chassis.testing.tokens import LocalVerifier

SHARE = 0.3
CLIENTS = 8


@asynccontextmanager
async def behind_a_cutter(
    runtime: Runtime, cuts: Callable[[], bool]
) -> AsyncIterator[tuple[Bench, ReplyCutter]]:
    """Run the service with a cutter between it and its database."""
    database = runtime.settings.database
    async with cutting(database.host, database.port, cuts) as cutter:
        through = database.model_copy(update={"host": "127.0.0.1", "port": cutter.port})
        settings = runtime.settings.model_copy(update={"database": through})
        async with running(runtime.definition, settings, verifier=LocalVerifier()) as cut_off:
            yield Bench(cut_off), cutter


@pytest.mark.parametrize("keys", [100, pytest.param(1000, marks=pytest.mark.long)])
async def test_a_create_whose_reply_is_lost_is_done_once(runtime: Runtime, keys: int) -> None:
    chance = random.Random(1)
    async with behind_a_cutter(runtime, lambda: chance.random() < SHARE) as (bench, cutter):
        numbers = iter(range(keys))
        answers: dict[int, set[bytes]] = {}

        async def client() -> None:
            async with bench.client() as http:
                for number in numbers:
                    for _ in range(3):
                        answer = await http.post(
                            "/api/v1/notes",
                            json={"title": f"N{number}"},
                            headers={"Idempotency-Key": f"k{number}"},
                        )
                        assert answer.status_code == 201, answer.text
                        seen = answer.content + answer.headers["location"].encode()
                        answers.setdefault(number, set()).add(seen)

        await asyncio.gather(*(client() for _ in range(CLIENTS)))
        found = await digest(bench)
    sys.stdout.write(f"\n{cutter.cut} replies cut, {cutter.passed} passed\n")
    assert cutter.cut >= keys * SHARE / 2
    assert {len(told) for told in answers.values()} == {1}
    assert len({next(iter(told)) for told in answers.values()}) == keys
    assert (found["note"].rows, found["outbox"].rows, found["idempotency"].rows) == (
        keys, keys, keys,
    )  # fmt: skip


async def test_a_change_whose_reply_is_lost_is_done_once(runtime: Runtime) -> None:
    lost = iter([False, *[True] * 10])
    async with (
        behind_a_cutter(runtime, lambda: next(lost)) as (bench, cutter),
        bench.client() as http,
    ):
        path = (await http.post("/api/v1/notes", json={"title": "A"})).headers["location"]
        for number in range(1, 11):
            key = {"Idempotency-Key": f"k{number}"}
            answer = await http.patch(path, json={"weight": number}, headers=key)
            assert (answer.status_code, answer.json()["version"]) == (200, number + 1)
            assert answer.headers["idempotent-replayed"] == "true"
        assert [fact.version for fact in await bench.facts()] == list(range(1, 12))
        assert cutter.cut == 10


async def test_without_a_key_a_lost_reply_is_told_and_nothing_is_tried_again(
    runtime: Runtime,
) -> None:
    async with behind_a_cutter(runtime, lambda: True) as (bench, cutter), bench.client() as http:
        answer = await http.post("/api/v1/notes", json={"title": "A"})
        found = await digest(bench)
    # Whether it was done nobody can tell who has not the reply: it was.
    assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")
    assert answer.headers["retry-after"] == "1"
    assert (found["note"].rows, found["outbox"].rows, cutter.cut) == (1, 1, 1)
