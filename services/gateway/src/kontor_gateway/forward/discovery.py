"""Discovery: reads what every service publishes of its routes, again and again."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import aiohttp
import structlog
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from kontor_chassis.telemetry import liveness
from kontor_gateway.forward.table import Route, RouteTable
from kontor_gateway.forward.upstream import Upstreams
from kontor_gateway.settings import UpstreamSettings

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
"""No other method is sent to a service, whatever it publishes."""

_LONGEST_S = 600.0
_READ = aiohttp.ClientTimeout(total=2)
_log = structlog.get_logger("routes")


class _Published(BaseModel):
    segment: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
    methods: list[str]
    body_limit: Annotated[int, Field(ge=0)]
    public: bool
    timeout_s: Annotated[float, Field(gt=0, le=_LONGEST_S)]


class _Answer(BaseModel):
    service: str
    routes: list[_Published]


_answer = TypeAdapter(_Answer)


async def keep_learning(
    table: RouteTable, upstreams: Upstreams, settings: UpstreamSettings
) -> None:
    """Keep the table fresh until cancelled; no service waits for another."""
    await asyncio.gather(*(_follow(name, table, upstreams, settings) for name in upstreams.names))


async def _follow(
    service: str, table: RouteTable, upstreams: Upstreams, settings: UpstreamSettings
) -> None:
    was_heard = True
    while True:
        liveness.beat(f"routes {service}")
        routes = await _read(service, upstreams)
        is_heard = routes is not None
        if routes is not None:
            table.learn(service, routes)
        if is_heard != was_heard:
            _log.warning("service answers" if is_heard else "service is silent", name=service)
        was_heard = is_heard
        await asyncio.sleep(settings.retry_s)
        if is_heard:
            await _rest(table, settings.refresh_s - settings.retry_s)


async def _rest(table: RouteTable, seconds: float) -> None:
    """Wait, but no longer than until somebody asks for an address that nobody has published."""
    table.is_wanted.clear()
    try:
        async with asyncio.timeout(max(seconds, 0)):
            await table.is_wanted.wait()
    except TimeoutError:
        pass


async def _read(service: str, upstreams: Upstreams) -> Sequence[Route] | None:
    try:
        body = await upstreams.fetch(service, "/internal/routes", _READ)
        published = _answer.validate_json(body)
    except (aiohttp.ClientError, TimeoutError, ValidationError) as fault:
        _log.info("routes not read", name=service, fault=type(fault).__name__)
        return None
    return [
        Route(
            service=service,
            segment=route.segment,
            methods=METHODS.intersection(route.methods),
            body_limit=route.body_limit,
            is_public=route.public,
            timeout_s=route.timeout_s,
        )
        for route in published.routes
    ]
