"""Creates, reads and lists through the gateway, each beside the bare limit in the same run."""

import asyncio
import itertools
import statistics
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import asyncpg
import orjson

from tests.bench.client import Load, Request, load
from tests.bench.figures import Figure

ROUNDS = 3
ROWS = 100_000

Measure = Callable[[], Awaitable[Load]]


_NUMBERS = itertools.count()


def _person() -> dict[str, Any]:
    """Give somebody new each time: the same address again is refused."""
    number = next(_NUMBERS)
    return {
        "given_name": "Maria",
        "family_name": f"Anders {number}",
        "emails": [{"value": f"maria.{number}@customers.example"}],
        "phones": [{"raw": f"030-{number:07d}"}],
    }


async def _in_turn(ours: Measure, limit: Measure) -> tuple[list[Load], list[Load]]:
    """Measure in turn, so that a machine whose speed drifts drifts for both."""
    mine, bare = [], []
    for _ in range(ROUNDS):
        bare.append(await limit())
        mine.append(await ours())
    return mine, bare


def _rate(loads: list[Load]) -> float:
    return statistics.median(load.per_s for load in loads)


def _p50(loads: list[Load]) -> float:
    return statistics.median(load.quantile_ms(0.5) for load in loads)


async def creates(gateway: str, bare: str, token: str) -> list[Figure]:
    def ours(_: int) -> Request:
        return Request.of("POST", "/api/v1/contacts", token, _person(), uuid4().hex)

    def limit(_: int) -> Request:
        return Request.of("POST", "/contacts", "", _person())

    await load(gateway, 4, 400, ours, 201)
    await load(bare, 4, 400, limit, 201)
    mine, low = await _in_turn(
        lambda: load(gateway, 1, 300, ours, 201), lambda: load(bare, 1, 300, limit, 201)
    )
    many, most = await _in_turn(
        lambda: load(gateway, 16, 3000, ours, 201), lambda: load(bare, 16, 3000, limit, 201)
    )
    p99 = statistics.median(one.quantile_ms(0.99) for one in many)
    return [
        Figure.beside("create_c1_p50_ms", _p50(mine), "ms", _p50(low), "<= 4 and <= 3x"),
        Figure.beside("create_c16_per_s", _rate(many), "1/s", _rate(most), ">= 1000 and >= 0.35x"),
        Figure.alone("create_c16_p99_ms", p99, "ms"),
    ]


async def reads(gateway: str, bare: str, token: str) -> list[Figure]:
    made = (await _made(gateway, "/api/v1/contacts", token), await _made(bare, "/contacts", ""))
    mine, limit = (
        Request.of("GET", f"/api/v1/contacts/{made[0]}", token),
        Request.of("GET", f"/contacts/{made[1]}"),
    )
    ours, low = await _in_turn(
        lambda: load(gateway, 16, 4000, lambda _: mine, 200),
        lambda: load(bare, 16, 4000, lambda _: limit, 200),
    )
    return [Figure.beside("read_c16_per_s", _rate(ours), "1/s", _rate(low), ">= 1500 and >= 0.4x")]


async def lists(gateway: str, bare: str, token: str) -> list[Figure]:
    mine, limit = (
        Request.of("GET", "/api/v1/contacts?limit=50", token),
        Request.of("GET", "/contacts"),
    )
    ours, low = await _in_turn(
        lambda: load(gateway, 1, 300, lambda _: mine, 200),
        lambda: load(bare, 1, 300, lambda _: limit, 200),
    )
    return [Figure.beside("list_100k_p50_ms", _p50(ours), "ms", _p50(low), "<= 4")]


async def fill(stack: dict[str, Any], database: str, token: str) -> None:
    """Give both sides 100,000 rows; only a server's administrator can do so without a fact."""
    made = await _made(stack["gateway"], "/api/v1/contacts", token)
    postgres = stack["postgres"]
    for name, copy in (
        ("contacts", _COPY_CONTACT),
        (database, _COPY_BARE),
    ):
        connection = await asyncpg.connect(
            host=postgres["host"],
            port=postgres["port"],
            user=postgres["user"],
            password=postgres["password"],
            database=name,
        )
        await connection.execute(copy.replace("{made}", made).replace("{rows}", str(ROWS)))
        await connection.execute("ANALYZE contact")
        await connection.close()


async def _made(address: str, path: str, token: str) -> str:
    made: list[str] = []

    async def keep() -> None:
        from tests.bench.client import connect

        connection = await connect(address)
        _, body = await connection.ask(Request.of("POST", path, token, _person(), uuid4().hex))
        made.append(orjson.loads(body)["id"])
        connection.close()

    await keep()
    return made[0]


_COPY_CONTACT = """
DO $$ DECLARE columns text; BEGIN
 SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
 WHERE attrelid = 'contact'::regclass AND attnum > 0 AND NOT attisdropped
 AND attgenerated = '' AND attname NOT IN ('id', 'created_at', 'number');
 EXECUTE format('INSERT INTO contact (id, created_at, %s) SELECT gen_random_uuid(),'
  ' created_at - n * interval ''1 second'', %s FROM contact, generate_series(1, {rows}) n'
  ' WHERE id = %L', columns, columns, '{made}');
END $$
"""
_COPY_BARE = """
INSERT INTO contact (id, given_name, family_name, emails, phones, created_at)
SELECT gen_random_uuid(), given_name, family_name, emails, phones,
 x.created_at - n * interval '1 second'
FROM (SELECT * FROM contact LIMIT 1) x, generate_series(1, {rows}) n
"""


async def effects(gateway: str, token: str, count: int = 200) -> list[Figure]:
    """Measure from a lead's request to automation's change being visible to a reader."""
    from time import perf_counter

    from tests.bench.client import connect

    connection = await connect(gateway)
    seconds = []
    for number in range(count):
        body = {
            "company": f"Effect {number}",
            "source": "other",
            "addresses": [{"line1": "1", "city": "Köln", "country": "DE"}],
        }
        started = perf_counter()
        status, answer = await connection.ask(
            Request.of("POST", "/api/v1/leads", token, body, uuid4().hex)
        )
        assert status == 201, answer
        path = f"/api/v1/leads/{orjson.loads(answer)['id']}"
        while True:
            _, found = await connection.ask(Request.of("GET", path, token))
            if orjson.loads(found)["owner"]:
                break
            await asyncio.sleep(0.002)
            if perf_counter() - started > 20:
                raise RuntimeError("no owner after 20 s")
        seconds.append(perf_counter() - started)
    seconds.sort()
    return [
        Figure.alone("effect_p50_ms", seconds[count // 2] * 1000, "ms", "<= 30"),
        Figure.alone("effect_p99_ms", seconds[int(count * 0.99)] * 1000, "ms", "<= 150"),
    ]
