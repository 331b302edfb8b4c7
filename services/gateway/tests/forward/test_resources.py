"""What one client may hold at the door: heads, bodies and time have their bounds before a service."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from kontor_chassis.http import protocol
from services.gateway.tests.conftest import Front


async def spoken(front: Front, *parts: bytes) -> bytes:
    """Send raw bytes and return what comes until the connection ends."""
    host, _, port = front.address.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        for part in parts:
            writer.write(part)
            await writer.drain()
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        writer.close()


def head(front: Front, framing: str) -> bytes:
    host = front.address.removeprefix("http://")
    return (
        f"POST /api/v1/things HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n"
        f"Authorization: Bearer {front.token}\r\nContent-Type: application/json\r\n{framing}\r\n\r\n"
    ).encode()


async def test_a_gigabyte_is_refused_before_it_is_sent(front: Front) -> None:
    answer = await spoken(front, head(front, "Content-Length: 1000000000"))
    assert answer.split(b" ")[1] == b"413"
    assert front.echo.seen == []


async def test_a_head_that_never_ends_is_cut_off(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEAD_S", 0.3)
    assert await spoken(front, b"GET /api/v1/things HTTP/1.1\r\nX: ") == b""
    assert front.echo.seen == []


async def test_a_body_that_stops_coming_is_given_up(opening: Callable[..., Any]) -> None:
    async with opening(door={"body_s": 0.3}) as front:
        answer = await spoken(front, head(front, "Content-Length: 1000"), b'{"title": ')
        assert not answer or answer.split(b" ")[1].startswith(b"4")
        assert front.echo.seen == []
        async with front.session() as session, session.get("/api/v1/things") as after:
            assert after.status == 200
