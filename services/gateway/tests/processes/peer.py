"""A service as the gateway sees it: answers by path, with entity tags, and may fall silent."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send


@dataclass(kw_only=True)
class Peer:
    """One service; what it was asked stays in `asked`."""

    name: str
    answers: dict[str, Any]
    asked: list[str] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    speaks: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.speaks.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        path = request.url.path
        if path == "/internal/routes":
            await Response(orjson.dumps({"service": self.name, "routes": self._routes()}))(
                scope, receive, send
            )
            return
        self.asked.append(f"{path}?{request.url.query}")
        self.tokens.add(request.headers["authorization"])
        await self.speaks.wait()
        await self._answer(request)(scope, receive, send)

    def _routes(self) -> list[Mapping[str, Any]]:
        return [
            {"segment": path.removeprefix("/api/v1/"), "methods": ["GET"], "body_limit": 0,
             "public": False, "timeout_s": 5}
            for path in self.answers
        ]  # fmt: skip

    def _answer(self, request: Request) -> Response:
        found = self.answers[request.url.path]
        if isinstance(found, int):
            return Response(orjson.dumps({"status": found}), found)
        tag = f'"{found["revision"]}"' if "revision" in found else '""'
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers={"ETag": tag})
        return Response(orjson.dumps(found), headers={"ETag": tag})
