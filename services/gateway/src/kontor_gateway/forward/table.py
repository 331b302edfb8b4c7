"""The route table: which service answers which first segment below `/api/v1/`."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import structlog

from kontor_chassis.errors import RouteUnknown, ServiceUnavailable

MERGED = frozenset({"catalogue", "tags"})
"""Segments that several services publish; the gateway itself answers for all of them."""
_log = structlog.get_logger("routes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What a service says of one first segment."""

    service: str
    segment: str
    methods: frozenset[str]
    body_limit: int
    is_public: bool
    timeout_s: float


class RouteTable:
    """The routes of all services, remembered while a service is away."""

    def __init__(self, services: Iterable[str]) -> None:
        self._published: dict[str, Sequence[Route]] = {}
        self._routes: dict[str, Route] = {}
        self.unheard = set(services)
        """Services that have not told their routes yet."""
        self.is_wanted = asyncio.Event()
        """Set when somebody asked for an address that nobody has published."""

    def learn(self, service: str, routes: Sequence[Route]) -> None:
        """Take what a service publishes; a segment belongs to the first service by name."""
        self._published[service] = routes
        self.unheard.discard(service)
        table: dict[str, Route] = {}
        for name in sorted(self._published):
            for route in self._published[name]:
                known = table.setdefault(route.segment, route)
                if known is not route and route.segment not in MERGED:
                    _log.error("published twice", segment=route.segment, first=known.service)
        self._routes = table

    def segments(self, service: str) -> Collection[str]:
        """Return the segments that are sent to a service."""
        return [key for key, route in self._routes.items() if route.service == service]

    def publishers(self, segment: str) -> list[str]:
        """Return the services that have published a segment, by name."""
        return sorted(
            name
            for name, routes in self._published.items()
            if any(route.segment == segment for route in routes)
        )

    def find(self, segment: str, method: str) -> Route:
        """Return the route of a request.

        Raises:
            RouteUnknown: No service has published it.
            ServiceUnavailable: A service has not told its routes yet; it may be the one.
        """
        route = self._routes.get(segment)
        if route is not None and method in route.methods:
            return route
        self.is_wanted.set()
        if route is None and self.unheard:
            raise ServiceUnavailable(service=", ".join(sorted(self.unheard)), retry_after=1)
        raise RouteUnknown
