"""The gateway under test: a real door before real upstreams, on loopback sockets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson
import pytest
from starlette.types import Receive, Scope, Send

from kontor_chassis.actor import Actor, Principal
from kontor_chassis.clock import SystemClock
from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.errors import ServiceUnavailable
from kontor_chassis.ids import new_id
from kontor_chassis.testing.listening import listening
from kontor_chassis.testing.tokens import LocalVerifier, token_for
from kontor_chassis.texts.catalogue import add_folder
from kontor_gateway.app import APP
from kontor_gateway.forward.bucket import Limits
from kontor_gateway.forward.client import Reception
from kontor_gateway.forward.credential import Credential
from kontor_gateway.forward.discovery import keep_learning
from kontor_gateway.forward.door import Door, Parts, Stream
from kontor_gateway.forward.exchange import Exchange
from kontor_gateway.forward.hall import answers, pages_of
from kontor_gateway.forward.report import Reporter
from kontor_gateway.forward.sign_in import Caller, SignIn
from kontor_gateway.forward.table import RouteTable
from kontor_gateway.forward.upstream import Upstreams
from kontor_gateway.processes.usage.rules import Counters
from kontor_gateway.settings import GatewaySettings


@pytest.fixture(scope="session")
def definition() -> ServiceDefinition:
    return APP


@dataclass
class Echo:
    """An upstream that tells what it got, and does what its path asks for."""

    seen: list[dict[str, Any]] = field(default_factory=list)
    hang: asyncio.Event = field(default_factory=asyncio.Event)
    routes: list[dict[str, Any]] = field(
        default_factory=lambda: [
            {"segment": "things", "methods": ["GET", "POST", "DELETE"], "body_limit": 100_000,
             "public": False, "timeout_s": 5},
            {"segment": "session", "methods": ["POST"], "body_limit": 1000, "public": True,
             "timeout_s": 5},
            {"segment": "slow", "methods": ["GET"], "body_limit": 1000, "public": False,
             "timeout_s": 0.3},
        ]
    )  # fmt: skip

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return  # the door has given the request up
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        path = scope["path"]
        if path == "/internal/routes":
            await answer(send, 200, {"service": "echo", "routes": self.routes})
            return
        if path.startswith("/api/v1/slow"):
            await self.hang.wait()
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.seen.append({
            "method": scope["method"], "path": scope["raw_path"].decode(), "headers": headers,
            "query": scope["query_string"].decode(), "size": len(body),
        })  # fmt: skip
        await answer(send, 200, self.seen[-1], (b"server", b"secret"), (b"set-cookie", b"a=1"))


async def answer(send: Send, status: int, document: Any, *headers: tuple[bytes, bytes]) -> None:
    body = orjson.dumps(document)
    given = [(b"content-length", str(len(body)).encode()), (b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": status, "headers": [*given, *headers]})
    await send({"type": "http.response.body", "body": body})


class NoTokens:
    async def token(self, _tenant: object) -> str:
        return "none"

    def drop(self, _tenant: object) -> None:
        return


class MovableSignIn(SignIn):
    """The real one, whose identity may go away for a while."""

    is_away = False

    async def caller(self, credential: Credential | None) -> Caller:
        if self.is_away:
            raise ServiceUnavailable(service="identity", retry_after=1)
        return await super().caller(credential)


@dataclass(kw_only=True)
class Front:
    """A door that listens, and the upstream behind it."""

    address: str
    echo: Echo
    counters: Counters
    token: str
    principal: Principal
    verifier: LocalVerifier
    sign_in: MovableSignIn

    def session(self, **headers: str) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            self.address, headers={"Authorization": f"Bearer {self.token}", **headers}
        )


Opens = Callable[..., Awaitable[Front]]


@pytest.fixture
def opening() -> Callable[..., Any]:
    """Opens doors with settings of one's own; all are closed at the end."""

    @asynccontextmanager
    async def opened(
        more: dict[str, str] | None = None,
        silent: frozenset[str] = frozenset({"contacts"}),
        streams: Callable[[Upstreams, SignIn], Mapping[bytes, Stream]] | None = None,
        **settings: Any,
    ) -> AsyncIterator[Front]:
        assert APP.texts
        add_folder(APP.texts)
        echo = Echo()
        async with listening(echo) as upstream:
            peers = {"echo": upstream, **(more or {})}
            told = GatewaySettings.model_validate({"peers": peers, **settings})
            upstreams = Upstreams(told.peers, told.upstream)
            table = RouteTable(told.peers)
            counters = Counters()
            clock = SystemClock()
            verifier = LocalVerifier()
            tokens: Any = NoTokens()
            sign_in = MovableSignIn(verifier, upstreams, tokens, clock, 60)
            parts = Parts(
                reception=Reception(told.door),
                table=table,
                sign_in=sign_in,
                limits=Limits(told.limits),
                exchange=Exchange(upstreams, told.upstream.total_in_flight),
                reporter=Reporter(counters, clock, upstreams),
                body_s=told.door.body_s,
                sample=0.0,
            )
            learning = asyncio.create_task(keep_learning(table, upstreams, told.upstream))
            try:
                shown = pages_of(upstreams, told.front_end)
                open_ended = streams(upstreams, sign_in) if streams else None
                front_door = Door(echo, shown, parts, answers(upstreams, table), open_ended)
                async with listening(front_door) as address:
                    await _until(lambda: not table.unheard - silent)
                    principal = Principal(subject=Actor("user", str(new_id())), tenant=new_id())
                    yield Front(
                        address=address,
                        echo=echo,
                        counters=counters,
                        token=token_for(principal),
                        principal=principal,
                        verifier=verifier,
                        sign_in=sign_in,
                    )
                    echo.hang.set()
            finally:
                learning.cancel()
                await upstreams.close()

    return opened


async def _until(holds: Callable[[], bool]) -> None:
    for _ in range(1000):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to hold")


@pytest.fixture
async def front(opening: Callable[..., Any]) -> AsyncIterator[Front]:
    async with opening() as opened:
        yield opened
