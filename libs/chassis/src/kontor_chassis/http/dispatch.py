"""Dispatch: from a path below `/api/v1/` to its route, by the first segment, then in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from re import Pattern
from typing import Any

from fastapi import APIRouter
from starlette.convertors import Convertor
from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

from kontor_chassis.http.edge import Edge, answer
from kontor_chassis.http.json_body import JsonRequest
from kontor_chassis.runtime import Runtime

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class _Target:
    pattern: Pattern[str]
    convertors: dict[str, Convertor[Any]]
    methods: frozenset[str]
    route: Edge


class Dispatch:
    """ASGI application of a service's routes at the edge; everything else goes on to the rest.

    Routes with fixed words win over those with ids, whatever the order of their declaration.
    """

    def __init__(self, rest: ASGIApp, routers: Iterable[APIRouter], runtime: Runtime) -> None:
        self._rest = rest
        self._runtime = runtime
        self._targets: dict[str, list[_Target]] = {}
        routes = [route for part in routers for route in part.routes if isinstance(route, Edge)]
        for route in sorted(routes, key=lambda route: route.path.count("{")):
            pattern, _, convertors = compile_path(PREFIX + route.path)
            segment = route.path.split("/")[1]
            target = _Target(pattern, convertors, frozenset(route.methods or ()), route)
            self._targets.setdefault(segment, []).append(target)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path: str = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith(f"{PREFIX}/"):
            await self._rest(scope, receive, send)
            return
        method = scope["method"]
        for target in self._targets.get(path.split("/", 4)[3], ()):
            if method in target.methods and (found := target.pattern.fullmatch(path)):
                scope["path_params"] = found.groupdict()
                scope["route"] = target.route
                request = JsonRequest(scope, receive)
                response = await answer(request, target.route.call, self._runtime)
                await response(scope, receive, send)
                return
        await self._rest(scope, receive, send)
