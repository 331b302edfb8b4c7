"""Upstreams: one pooled client session for all services, with a bound on what each may hold up."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import NamedTuple

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from kontor_chassis.errors import ServiceUnavailable
from kontor_gateway.forward.errors import Overloaded
from kontor_gateway.settings import UpstreamSettings

_UNUSED_S = 30.0
"""How long a connection is kept unused; less than any service of ours keeps it."""
_NEVER_ADDED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
_BROKEN = (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)
"""The connection could not be made, or ended before anything was answered."""

Headers = Iterable[tuple[str, str]]


class Outgoing(NamedTuple):
    """A request as a service gets to see it."""

    method: str
    target: str
    headers: CIMultiDict[str]
    data: bytes | AsyncIterator[bytes] | None
    is_repeatable: bool


class Upstream:
    """One service: where it is, and how much is under way there."""

    __slots__ = ("_most", "base", "name", "under_way")

    def __init__(self, name: str, base: str, most: int) -> None:
        self.name = name
        self.base = base.rstrip("/")
        self.under_way = 0
        self._most = most

    def enter(self) -> None:
        """Count a request in; every one that came in is counted out by `leave`.

        Raises:
            Overloaded: As many are under way as may be.
        """
        if self.under_way >= self._most:
            raise Overloaded(service=self.name, retry_after=1)
        self.under_way += 1

    def leave(self) -> None:
        """Count a request out."""
        self.under_way -= 1


class Upstreams:
    """All services behind the door; made in a running loop, closed at the end."""

    def __init__(self, peers: Mapping[str, str], settings: UpstreamSettings) -> None:
        self._known = {
            name: Upstream(name, base, settings.in_flight) for name, base in peers.items()
        }
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0, limit_per_host=settings.connections, keepalive_timeout=_UNUSED_S
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(
                total=None, connect=settings.connect_s, sock_connect=settings.connect_s
            ),
            auto_decompress=False,
            skip_auto_headers=_NEVER_ADDED,
        )
        # It would also repeat a DELETE without a key, whose second answer differs from its first.
        self._session._retry_connection = False  # noqa: SLF001 - there is no public switch

    @property
    def session(self) -> aiohttp.ClientSession:
        """The pooled session itself, for the gateway's own errands."""
        return self._session

    @property
    def names(self) -> Iterable[str]:
        """The services' names."""
        return self._known.keys()

    def upstream(self, name: str) -> Upstream:
        """Return a service by its name."""
        return self._known[name]

    async def send(self, upstream: Upstream, request: Outgoing) -> aiohttp.ClientResponse:
        """Send a request and return the answer as soon as its head is there.

        A repeatable one is sent a second time where the connection broke before any answer.

        Raises:
            ServiceUnavailable: It takes no connection, all of them stay busy, or it cut this one.
        """
        try:
            return await self._send(upstream, request)
        except _BROKEN:
            if not request.is_repeatable:
                raise ServiceUnavailable(service=upstream.name, retry_after=1) from None
        await asyncio.sleep(random.uniform(0.01, 0.05))  # noqa: S311 - jitter is no secret
        try:
            return await self._send(upstream, request)
        except _BROKEN:
            raise ServiceUnavailable(service=upstream.name, retry_after=1) from None

    async def fetch(self, service: str, path: str, patience: aiohttp.ClientTimeout) -> bytes:
        """Read a published document of a service.

        Raises:
            aiohttp.ClientError: It does not answer, or not with 200.
            TimeoutError: It takes too long.
        """
        address = self._known[service].base + path
        async with self._session.get(address, allow_redirects=False, timeout=patience) as answer:
            if answer.status != 200:
                raise aiohttp.ClientPayloadError(f"status {answer.status}")
            return await answer.read()

    async def read(
        self,
        service: str,
        target: str,
        headers: Mapping[str, str],
        patience: aiohttp.ClientTimeout,
    ) -> tuple[int, str, bytes]:
        """Read from a service and return status, entity tag and body of its answer.

        Raises:
            aiohttp.ClientError: It does not answer.
            TimeoutError: It takes too long.
        """
        async with self._session.get(
            URL(self._known[service].base + target, encoded=True),
            headers=headers,
            allow_redirects=False,
            timeout=patience,
        ) as answer:
            return answer.status, answer.headers.get("ETag", ""), await answer.read()

    async def ask(
        self, service: str, path: str, body: bytes, token: str, patience: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        """Post JSON to an internal route of a service and return status and body of its answer.

        Raises:
            aiohttp.ClientError: It does not answer.
            TimeoutError: It takes too long.
        """
        async with self._session.post(
            self._known[service].base + path,
            data=body,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
            allow_redirects=False,
            timeout=patience,
        ) as answer:
            return answer.status, await answer.read()

    async def close(self) -> None:
        """Close all connections."""
        await self._session.close()

    async def _send(self, upstream: Upstream, request: Outgoing) -> aiohttp.ClientResponse:
        try:
            return await self._session.request(
                request.method,
                URL(upstream.base + request.target, encoded=True),
                headers=request.headers,
                data=request.data,
                allow_redirects=False,
            )
        except aiohttp.ConnectionTimeoutError:
            raise ServiceUnavailable(service=upstream.name, retry_after=1) from None
