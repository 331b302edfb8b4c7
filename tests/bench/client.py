"""A client that costs little: what it takes from the two cores is taken from what it measures."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import cast

import orjson


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request, encoded."""

    data: bytes

    @classmethod
    def of(
        cls, method: str, path: str, token: str = "", body: object = None, key: str = ""
    ) -> "Request":
        payload = b"" if body is None else orjson.dumps(body)
        lines = [
            f"{method} {path} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Content-Length: {len(payload)}",
            "Content-Type: application/json",
        ]
        if token:
            lines.append(f"Authorization: Bearer {token}")
        if key:
            lines.append(f"Idempotency-Key: {key}")
        return cls(data="\r\n".join(lines).encode() + b"\r\n\r\n" + payload)


class Connection(asyncio.Protocol):
    """One kept-alive connection with one request under way."""

    def __init__(self) -> None:
        self._buffer = b""
        self._wanted = -1
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop has a class of its own

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError())

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._wanted < 0:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self._buffer[:end].lower()
            place = head.find(b"content-length:")
            length = int(head[place + 15 :].split(b"\r\n", 1)[0]) if place >= 0 else 0
            self._wanted = end + 4 + length
        if len(self._buffer) >= self._wanted and self._answer:
            status = int(self._buffer[9:12])
            start = self._buffer.find(b"\r\n\r\n") + 4
            body, self._buffer = self._buffer[start : self._wanted], b""
            self._wanted = -1
            answer, self._answer = self._answer, None
            answer.set_result((status, body))

    async def ask(self, request: Request) -> tuple[int, bytes]:
        assert self._transport
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request.data)
        return await self._answer

    def close(self) -> None:
        if self._transport:
            self._transport.close()


async def connect(address: str) -> Connection:
    host, _, port = address.removeprefix("http://").partition(":")
    _, connection = await asyncio.get_running_loop().create_connection(
        Connection, host, int(port.rstrip("/"))
    )
    return connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a load measured: each answer's seconds, sorted, and answers per second."""

    seconds: Sequence[float]
    per_s: float

    def quantile_ms(self, share: float) -> float:
        return self.seconds[min(len(self.seconds) - 1, int(len(self.seconds) * share))] * 1000


async def load(
    address: str, clients: int, count: int, make: Callable[[int], Request], status: int
) -> Load:
    """Send `count` requests from so many clients; any other status is an error."""
    seconds: list[float] = []
    left = iter(range(count))

    async def one() -> None:
        connection = await connect(address)
        for number in left:
            request = make(number)
            started = perf_counter()
            got, body = await connection.ask(request)
            seconds.append(perf_counter() - started)
            if got != status:
                raise RuntimeError(f"{got} instead of {status}: {body[:300]!r}")
        connection.close()

    started = perf_counter()
    await asyncio.gather(*(one() for _ in range(clients)))
    took = perf_counter() - started
    return Load(seconds=sorted(seconds), per_s=count / took)
