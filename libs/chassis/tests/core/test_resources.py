"""What one client may hold: heads, bodies, connections and time have their bounds at a service."""

import asyncio
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import process_time

import orjson
import pytest

from kontor_chassis.http import protocol
from kontor_chassis.http.app import served_app
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.listening import listening
from kontor_chassis.testing.tokens import token_for

HEAD = "POST /api/v1/notes HTTP/1.1\r\nHost: x\r\n"
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def address(bench: Bench) -> AsyncIterator[tuple[str, int]]:
    async with listening(served_app(bench.runtime)) as url:
        host, _, port = url.removeprefix("http://").partition(":")
        yield host, int(port)


@asynccontextmanager
async def connected(address: tuple[str, int]) -> AsyncIterator[Streams]:
    reader, writer = await asyncio.open_connection(*address)
    try:
        yield reader, writer
    finally:
        writer.close()


async def status_of(reader: asyncio.StreamReader) -> int:
    """Return the status of the answer; 0 where the connection was closed without a word."""
    line = await asyncio.wait_for(reader.readline(), 10)
    return int(line.split()[1]) if line else 0


def head(bench: Bench, length: int | None = None) -> bytes:
    framing = "Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}"
    signed = f"Authorization: Bearer {token_for(bench.principal)}"
    return f"{HEAD}{signed}\r\nContent-Type: application/json\r\n{framing}\r\n\r\n".encode()


@pytest.mark.parametrize(
    "filler",
    [
        b"X: " + b"a" * 70_000,
        b"\r\n".join(b"X-%d: %s" % (number, b"a" * 1_000) for number in range(70)),
        b"\r\n".join(b"X-%d: 1" % number for number in range(9_000)),
    ],
    ids=["one long header", "many headers", "very many headers"],
)
async def test_a_head_over_its_limit_is_refused(
    bench: Bench, address: tuple[str, int], filler: bytes
) -> None:
    async with connected(address) as (reader, writer):
        writer.write(HEAD.encode() + filler + b"\r\n\r\n")
        assert await status_of(reader) in {413, 431, 400}
    assert await bench.facts() == []


async def test_a_head_that_never_ends_is_cut_off(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEAD_S", 0.3)
    async with connected(address) as (reader, writer):
        writer.write(HEAD.encode())
        assert await asyncio.wait_for(reader.read(), 10) == b""


async def test_a_thousand_slow_clients_hold_up_nobody(
    bench: Bench, address: tuple[str, int]
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, 4096)), hard))
    opened = [await asyncio.open_connection(*address) for _ in range(1000)]
    try:
        for _, writer in opened:
            writer.write(HEAD.encode())
        async with bench.client() as client:
            answer = await client.post("/api/v1/notes", json={"title": "A"})
        assert answer.status_code == 201
        async with connected(address) as (reader, writer):
            body = b'{"title":"B"}'
            writer.write(head(bench, len(body)) + body)
            assert await status_of(reader) == 201
    finally:
        for _, writer in opened:
            writer.transport.abort()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_a_gigabyte_is_refused_before_it_is_sent(
    bench: Bench, address: tuple[str, int]
) -> None:
    async with connected(address) as (reader, writer):
        writer.write(head(bench, 1_000_000_000))
        assert await status_of(reader) == 413
    async with connected(address) as (reader, writer):
        writer.write(head(bench))
        sent = 0
        while not reader.at_eof() and sent < 40 and not writer.is_closing():
            writer.write(b"10000\r\n" + b" " * 65_536 + b"\r\n")
            sent += 1
            await asyncio.wait({asyncio.ensure_future(writer.drain())}, timeout=0.05)
        assert await status_of(reader) == 413
    assert await bench.facts() == []


@pytest.mark.parametrize(
    "body",
    [
        orjson.dumps({f"k{number}": 1 for number in range(80_000)}),
        orjson.dumps({"title": "A", "body": ["x"] * 250_000}),
        b'{"title":"A","weight":' + b"1" * 1_000_000 + b"}",
        b'{"title":"A","weight":1' + b"0" * 400_000 + b".5}",
        b'{"title":"A","body":"' + b"\\u0041" * 170_000 + b'"}',
        b"[" * 500_000 + b"]" * 500_000,
        b'{"a":' * 170_000,
        b'{"title":"A","x":"' + b"\\\\" * 500_000 + b'"}',
    ],
    ids=[
        "keys",
        "items",
        "digits",
        "a long fraction",
        "escapes",
        "deep",
        "deep and open",
        "slashes",
    ],
)
async def test_a_body_within_its_limit_costs_little_whatever_is_in_it(
    bench: Bench, body: bytes
) -> None:
    assert len(body) <= 1024 * 1024
    harmless = b'{"title":"' + b"x" * (1024 * 1024 - 20) + b'"}'
    async with bench.client(**{"Content-Type": "application/json"}) as client:
        before = process_time()
        assert (await client.post("/api/v1/notes", content=harmless)).status_code == 422
        usual, before = process_time() - before, process_time()
        answer = await client.post("/api/v1/notes", content=body)
        took = process_time() - before
    assert 400 <= answer.status_code < 500, answer.text[:200]
    assert len(answer.content) < 32_000
    # 80,000 unknown names take 100 times as long, each with its fault; what grew by the square of
    # them would take 10,000 times.
    assert took < 500 * usual, (took, usual)
    assert await bench.facts() == []


@pytest.mark.parametrize(
    "query",
    ["code=" + "%25" * 2_000, "code=" + "(a+)+" * 500, "&".join(["code=1"] * 5_000), "cursor=" + "A" * 20_000],
    ids=["wildcards", "a pattern", "repeated", "a long cursor"],
)  # fmt: skip
async def test_a_query_costs_little_whatever_is_in_it(bench: Bench, query: str) -> None:
    async with bench.client() as client:
        before = process_time()
        assert (await client.get(f"/api/v1/notes?code={'x' * len(query)}")).status_code == 200
        usual, before = process_time() - before, process_time()
        answer = await client.get(f"/api/v1/notes?{query}")
        took = process_time() - before
    assert answer.status_code in {200, 422}
    assert took < 50 * usual, (took, usual)
