"""An owner of records on a real port: takes commands as contacts does, each key once; counts."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

Act = Callable[[web.Request], Awaitable[web.StreamResponse | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command that had its effect, as it came."""

    tenant: UUID
    method: str
    path: str
    body: dict[str, Any]
    headers: dict[str, str]


@dataclass
class Owner:
    """What was done, what was asked, and what it does before it answers.

    Attributes:
        effects: The commands that had an effect; one for each idempotency key.
        asked: How often each key was asked for.
        before: Runs before the effect; an answer of its own takes its place.
        after: Runs after the effect; an answer of its own is sent instead.
    """

    address: str = ""
    effects: list[Command] = field(default_factory=list)
    asked: dict[str, int] = field(default_factory=dict)
    stored: dict[tuple[UUID, str], tuple[bytes, bytes]] = field(default_factory=dict)
    before: Act | None = None
    after: Act | None = None
    at_work: dict[str, int] = field(default_factory=dict)
    most_at_work: dict[str, int] = field(default_factory=dict)

    def act_as_usual(self) -> None:
        self.before = self.after = None

    def of(self, tenant: UUID) -> list[Command]:
        """Return the effects in one tenant, in order."""
        return [command for command in self.effects if command.tenant == tenant]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/internal/token":
            return await self._token(request)
        self.at_work[request.path] = self.at_work.get(request.path, 0) + 1
        most = self.most_at_work.get(request.path, 0)
        self.most_at_work[request.path] = max(most, self.at_work[request.path])
        try:
            if self.before and (answer := await self.before(request)) is not None:
                return answer
            done = await self._take(request)
            if self.after and (answer := await self.after(request)) is not None:
                return answer
            return done
        finally:
            self.at_work[request.path] -= 1

    async def _take(self, request: web.Request) -> web.StreamResponse:
        tenant = UUID(request.headers["Authorization"].removeprefix("Bearer token "))
        key, body = request.headers["Idempotency-Key"], await request.read()
        self.asked[key] = self.asked.get(key, 0) + 1
        seen = hashlib.sha256(f"{request.method} {request.path}\n".encode() + body).digest()
        known = self.stored.get((tenant, key))
        if known is not None:
            if known[0] != seen:
                return refusal(422, "key_reused")
            return web.Response(body=known[1], content_type="application/json")
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.effects.append(
            Command(
                tenant=tenant,
                method=request.method,
                path=request.path,
                body=orjson.loads(body),
                headers=headers,
            )
        )
        self.stored[tenant, key] = (seen, b"{}")
        return web.Response(body=b"{}", content_type="application/json")

    @staticmethod
    async def _token(request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        ends = datetime.now(UTC) + timedelta(minutes=10)
        given = {"access_token": f"token {asked['tenant']}", "expires_at": ends.isoformat()}
        return web.json_response(given)


def refusal(status: int, code: str, **headers: str) -> web.Response:
    """Return a problem document."""
    body = {"status": status, "code": code, "params": {}}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.json_response(
        body, status=status, headers=named, content_type="application/problem+json"
    )


def refusing(status: int, code: str, times: int = 1_000_000) -> Act:
    """Return an act that refuses so many times and then does nothing."""
    left = times

    async def act(_request: web.Request) -> web.StreamResponse | None:
        nonlocal left
        left -= 1
        return refusal(status, code) if left >= 0 else None

    return act


def cutting(times: int = 1) -> Act:
    """Return an act that drops the connection: what was done was done, and nobody hears."""
    left = times

    async def act(request: web.Request) -> web.StreamResponse | None:
        nonlocal left
        left -= 1
        if left < 0:
            return None
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    return act


async def slowly(_request: web.Request) -> web.StreamResponse | None:
    await asyncio.sleep(0.03)
    return None


def key_file(folder: Path) -> Path:
    """Write the credential of a service."""
    path = folder / "credential.pem"
    made = Ed25519PrivateKey.generate()
    path.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


@asynccontextmanager
async def running_owner() -> AsyncIterator[Owner]:
    """Serve until the block ends."""
    owner = Owner()
    app = web.Application(client_max_size=2**22)
    app.router.add_route("*", "/{path:.*}", owner.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    owner.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield owner
    finally:
        await runner.cleanup()
