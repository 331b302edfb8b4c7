"""An answer nobody reads: the connection is cut, and what it buffered is let go of."""

import asyncio
import socket

import pytest
from starlette.types import Receive, Scope, Send

from kontor_chassis.http import protocol
from kontor_chassis.testing.listening import listening


async def test_a_client_that_does_not_read_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "UNREAD_S", 0.3)
    left = asyncio.Event()

    async def endless(_scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await receive()

        async def watch() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            left.set()

        watching = asyncio.create_task(watch())
        while not left.is_set():
            await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})
        await watching

    async with listening(endless) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        peer = socket.create_connection((host, int(port)))
        try:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            peer.sendall(f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
            await asyncio.wait_for(left.wait(), 20)
        finally:
            peer.close()


async def test_a_client_that_reads_slowly_gets_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "UNREAD_S", 1.0)
    whole = 40 * 65_536

    async def large(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(40):
            await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async with listening(large) as address:
        host, _, port = address.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
        got = 0
        while part := await reader.read(65_536):
            got += len(part)
            await asyncio.sleep(0.01)
        writer.close()
    assert got > whole
