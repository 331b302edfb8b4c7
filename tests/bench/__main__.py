"""`make bench`: measures beside the bare limit, prints a table, writes `build/bench.json`."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import orjson
import uvloop

from tests import stack as stacks
from tests.bench import files, lists, machinery, memory, over_http, search
from tests.bench.client import Request, connect
from tests.bench.figures import Figure, table, write

PORT_BASE = 8500
BARE = "bare"


def main() -> None:
    with stacks.running("bench-stack", PORT_BASE) as stack:
        figures = list(memory.idle(stack))
        figures.append(uvloop.run(machinery.connections(stack)))
        figures += uvloop.run(_over_http(stack))
        figures += machinery.hundred_topics(stack)
        figures.append(_warm_start(stack))
    figures += machinery.figures()
    figures += files.figures()
    write(figures, stacks.ROOT / "build" / "bench.json")
    sys.stdout.write(table(figures) + "\n")


async def _over_http(stack: dict[str, Any]) -> list[Figure]:
    gateway = stack["gateway"]
    token = await _token(stack)
    await _rule(stack, token)
    with _bare(stack, await _bare_database(stack)) as bare:
        await _until_answered(bare)
        figures = await over_http.creates(gateway, bare, token)
        figures += await over_http.reads(gateway, bare, token)
        figures += await over_http.effects(gateway, token)
        await over_http.fill(stack, BARE, token)
        figures += await over_http.lists(gateway, bare, token)
    # Last: a million contacts are no ground for other figures.
    figures += await search.figures(stack, token)
    return [*figures, *await lists.figures(stack, token)]


async def _token(stack: dict[str, Any]) -> str:
    connection = await connect(stack["gateway"])
    body = {"email": stack["admin"]["email"], "password": stack["admin"]["password"]}
    status, answer = await connection.ask(Request.of("POST", "/api/v1/session", "", body))
    connection.close()
    assert status in {200, 201}, answer
    token: str = orjson.loads(answer)["access_token"]
    return token


async def _rule(stack: dict[str, Any], token: str) -> None:
    """Give every German lead to the administrator, so that there is an effect to wait for."""
    connection = await connect(stack["gateway"])
    _, who = await connection.ask(Request.of("GET", "/api/v1/users", token))
    body = {
        "name": "Bench",
        "record": "contacts.lead",
        "countries": ["DE"],
        "pool_users": [orjson.loads(who)["items"][0]["id"]],
    }
    status, answer = await connection.ask(
        Request.of("POST", "/api/v1/assignment_rules", token, body)
    )
    connection.close()
    assert status == 201, answer


async def _bare_database(stack: dict[str, Any]) -> str:
    postgres = stack["postgres"]
    where = f"{postgres['user']}:{postgres['password']}@{postgres['host']}:{postgres['port']}"
    connection = await asyncpg.connect(f"postgresql://{where}/postgres")
    await connection.execute(f"CREATE DATABASE {BARE}")
    await connection.close()
    return f"postgresql://{where}/{BARE}"


@contextmanager
def _bare(_stack: dict[str, Any], dsn: str) -> Iterator[str]:
    port = PORT_BASE + 90
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.bare", dsn, str(port)], cwd=stacks.ROOT
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


async def _until_answered(address: str) -> None:
    for _ in range(200):
        try:
            (await connect(address)).close()
        except OSError:
            await asyncio.sleep(0.1)
        else:
            return
    raise RuntimeError("the bare limit did not start")


def _warm_start(stack: dict[str, Any]) -> Figure:
    stacks.command("down", stack["environment"])
    started = time.monotonic()
    stacks.command("up", stack["environment"])
    return Figure.alone("start_warm_s", time.monotonic() - started, "s", "<= 15")


if __name__ == "__main__":
    main()
