"""A service that ends under load, told to or killed: retries with their keys lose and double nothing."""

import asyncio
import json
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr

from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.digest import digest
from kontor_chassis.testing.stream import until

pytestmark = pytest.mark.timeout(400)

ROOT = Path(__file__).parents[4]
CLIENTS = 6
HEADERS = {"Authorization": "Bearer guest"}


def plain(value: Any) -> Any:
    """Return settings as a process is told them: secrets in plain text."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


@asynccontextmanager
async def process(
    bench: Bench, port: int, faults: str = ""
) -> AsyncIterator[asyncio.subprocess.Process]:
    settings = plain(bench.runtime.settings.model_dump(exclude={"credential"}))
    settings |= {"http": {"host": "127.0.0.1", "port": port}, "faults": faults}
    told = json.dumps({"tenant": str(bench.tenant), "settings": settings})
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "libs.chassis.tests.core.process", told,
        cwd=ROOT, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


class Load:
    """Clients that write until they are told to stop, each with a key until it is answered."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session
        self.answers: dict[str, bytes] = {}
        self.faults: Counter[str] = Counter()
        self.is_over = False

    async def send(self, key: str) -> bytes:
        """Make a note and change it, each under a key of its own; return both answers."""
        made = await self._answered("POST", "/api/v1/notes", key, {"title": key})
        path = f"/api/v1/notes/{json.loads(made)['id']}"
        return made + await self._answered("PATCH", path, f"{key} changed", {"weight": 1})

    async def _answered(self, method: str, path: str, key: str, body: Any) -> bytes:
        headers = {"Idempotency-Key": key}
        while True:
            try:
                async with self._session.request(
                    method, path, json=body, headers=headers
                ) as answer:
                    content = await answer.read()
                    assert answer.status in {200, 201}, content
                    return content
            except aiohttp.ClientConnectionError as fault:
                self.faults[type(fault).__name__] += 1
                await asyncio.sleep(0.02)

    async def client(self, name: int) -> None:
        number = 0
        while not self.is_over:
            key = f"{name}-{number}"
            self.answers[key] = await self.send(key)
            number += 1


@pytest.mark.parametrize("restarts", [1, pytest.param(10, marks=pytest.mark.long)])
async def test_restarted_under_load_no_request_fails_that_is_tried_again(
    bench: Bench, restarts: int
) -> None:
    port = free_port()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=HEADERS) as session:
        load = Load(session)
        clients = [asyncio.create_task(load.client(name)) for name in range(CLIENTS)]
        for _ in range(restarts + 1):
            async with process(bench, port) as child:
                before = len(load.answers)

                async def has_answered(before: int = before) -> bool:
                    return len(load.answers) >= before + 50

                await until(has_answered, within=60)
                child.terminate()
                assert await asyncio.wait_for(child.wait(), 30) == 0
        load.is_over = True
        async with process(bench, port):
            await asyncio.gather(*clients)
            again = {key: await load.send(key) for key in load.answers}
    sys.stdout.write(f"\n{len(again)} notes over {restarts + 1} ends: {dict(load.faults)}\n")
    await check(bench, load, again)


async def check(bench: Bench, load: Load, again: dict[str, bytes]) -> None:
    """Every write was answered alike each time it was sent, and was done once."""
    assert again == load.answers
    content = await digest(bench)
    count = len(load.answers)
    assert (content["note"].rows, content["outbox"].rows) == (count, 2 * count)
    versions = Counter(fact.version for fact in await bench.facts())
    assert versions == {1: count, 2: count}


@pytest.mark.parametrize("point", ["commit.before", "commit.after", "edge.before_reply"])
@pytest.mark.parametrize("kills", [1, pytest.param(30, marks=pytest.mark.long)])
async def test_killed_at_an_instant_every_write_is_done_once(
    bench: Bench, point: str, kills: int
) -> None:
    port = free_port()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=HEADERS) as session:
        load = Load(session)
        clients = [asyncio.create_task(load.client(name)) for name in range(CLIENTS)]
        for _ in range(kills):
            async with process(bench, port, f"{point}:kill::1") as child:
                assert await asyncio.wait_for(child.wait(), 60) == -9
        load.is_over = True
        async with process(bench, port):
            await asyncio.gather(*clients)
            again = {key: await load.send(key) for key in load.answers}
    assert len(again) == CLIENTS
    await check(bench, load, again)
