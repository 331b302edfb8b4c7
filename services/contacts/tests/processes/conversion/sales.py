"""Sales on a real port: begins each deal once by its key, and refuses or vanishes when told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


@dataclass
class Sales:
    """What was begun, and how it answers next.

    Attributes:
        deals: The deals by their key, each once.
        asked: How often each key was asked for.
        refusal: What is answered instead: status, code, faults.
        is_cut: Whether the answer is lost after the effect.
    """

    address: str = ""
    deals: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    refusal: tuple[int, str, list[dict[str, str]]] | None = None
    is_cut: bool = False

    def of(self, lead: str) -> list[dict[str, Any]]:
        """Return the deals of a lead."""
        return [deal for deal in self.deals.values() if deal["lead"] == lead]

    def act_as_usual(self) -> None:
        self.refusal, self.is_cut = None, False

    async def handle(self, request: web.Request) -> web.StreamResponse:
        if request.path == "/internal/token":
            ends = datetime.now(UTC) + timedelta(minutes=10)
            return web.json_response({"access_token": "x", "expires_at": ends.isoformat()})
        assert (request.method, request.path) == ("POST", "/api/v1/deals")
        key = request.headers["Idempotency-Key"]
        self.asked[key] = self.asked.get(key, 0) + 1
        if self.refusal is not None:
            status, code, errors = self.refusal
            body = {"status": status, "code": code, "params": {}, "errors": errors}
            return web.json_response(body, status=status, content_type="application/problem+json")
        self.deals.setdefault(key, await request.json())
        if self.is_cut:
            assert request.transport is not None
            request.transport.abort()
            await asyncio.sleep(0)
        return web.json_response({})


def key_file(folder: Path) -> Path:
    """Write the credential of a service."""
    path = folder / "credential.pem"
    made = Ed25519PrivateKey.generate()
    path.write_bytes(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


@asynccontextmanager
async def running_sales() -> AsyncIterator[Sales]:
    """Serve until the block ends."""
    sales = Sales()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", sales.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    sales.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield sales
    finally:
        await runner.cleanup()
