"""A peer on a real port, whose every answer a test writes beforehand."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kontor_chassis.settings import ServiceSettings

Act = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Peer:
    """What a peer will answer, in order (the last one for ever), and what it was asked."""

    acts: list[Act] = field(default_factory=list)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    tokens: int = 0
    token_status: int = 200
    token_life: timedelta = timedelta(minutes=10)
    address: str = ""
    assertions: list[str] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/internal/token":
            return await self._token(request)
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.asked.append((request.method, request.path_qs, headers, await request.read()))
        act = self.acts.pop(0) if len(self.acts) > 1 else self.acts[0]
        return await act(request)

    async def _token(self, request: web.Request) -> web.StreamResponse:
        self.tokens += 1
        self.assertions.append(request.headers["Authorization"].removeprefix("Bearer "))
        self.bodies.append(await request.json())
        ends = datetime.now(UTC) + self.token_life
        body = {"access_token": f"token-{self.tokens}", "expires_at": ends.isoformat()}
        return web.json_response(body, status=self.token_status)


def answer(status: int, body: Any = None, **headers: str) -> Act:
    async def act(_request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.json_response(body, status=status, headers=named)

    return act


def problem(status: int, code: str, errors: Any = None, **params: Any) -> Act:
    body = {"status": status, "code": code, "params": params}
    return answer(status, body | ({"errors": errors} if errors else {}))


async def cut(request: web.Request) -> web.StreamResponse:
    """Take the request and drop the connection: it was done, and the caller never hears."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def hang(_request: web.Request) -> web.StreamResponse:
    await asyncio.Event().wait()
    return web.Response()


@asynccontextmanager
async def running_peer(*acts: Act) -> AsyncIterator[Peer]:
    peer = Peer(acts=list(acts))
    app = web.Application(client_max_size=2**22)
    app.router.add_route("*", "/{path:.*}", peer.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    peer.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield peer
    finally:
        await runner.cleanup()


def key_file(folder: Path, key: Ed25519PrivateKey | None = None) -> Path:
    made = key or Ed25519PrivateKey.generate()
    path = folder / "credential.pem"
    path.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def settings(peer: Peer, credential: Path) -> ServiceSettings:
    return ServiceSettings.model_validate(
        {
            "peers": {"identity": peer.address, "contacts": peer.address},
            "credential": {"key_file": credential},
        }
    )
