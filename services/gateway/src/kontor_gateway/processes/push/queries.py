"""Sight: what a reader may be told of, asked of the services that own it, in the reader's name.

The services decide, by the rights that hold when they are asked; the gateway keeps no rights of
its own that could differ. What is asked is cheap: a list of ids, a hundred and more at once.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from time import monotonic
from typing import Final, NamedTuple
from urllib.parse import urlencode

import aiohttp
import orjson
import structlog

from kontor_gateway.forward.upstream import Upstreams
from kontor_gateway.forward.visit import Visit
from kontor_gateway.processes.push.rules import JOBS, SETTLING_S

OF_ONE: Final = 150
"""Ids of one question: a condition has at most 8,000 characters."""
_PATIENCE: Final = aiohttp.ClientTimeout(total=5)
_KEPT_S: Final = 60.0
_UNSETTLED_S: Final = 0.5
"""How long what is known of a reader's fields holds while their rights are changing."""
_NOT_SEEN: Final = frozenset({403, 404})
_log = structlog.get_logger("push")


class Type(NamedTuple):
    """A record type as one reader sees it."""

    path: str
    fields: frozenset[str]


class _Kept(NamedTuple):
    etag: str
    types: Mapping[str, Type]
    at: float
    until: float


class Unanswered(Exception):  # noqa: N818 - errors are named by what is wrong
    """The service said neither yes nor no; it is asked again."""


class Sight:
    """What the reader of one stream sees."""

    def __init__(self, upstreams: Upstreams, visit: Visit, most: asyncio.Semaphore) -> None:
        """See for a visit.

        Args:
            upstreams: The services.
            visit: Whose stream it is; its caller is kept fresh by who writes the stream.
            most: Bounds how many questions all streams ask at once.
        """
        self._upstreams = upstreams
        self._visit = visit
        self._most = most
        self._kept: dict[str, _Kept] = {}

    async def type_of(self, record: str, unsettled_at: float | None) -> Type | None:
        """Return a record type as the reader sees it; None where it is closed to them.

        Args:
            record: The record type.
            unsettled_at: When rights or the catalogue last changed.

        Raises:
            Unanswered: Its service does not say.
        """
        service = record.partition(".")[0]
        if service not in self._upstreams.names:
            return None
        kept, now = self._kept.get(service), monotonic()
        if kept is None or now >= kept.until or (unsettled_at or 0.0) > kept.at:
            kept = self._kept[service] = await self._types(service, kept, unsettled_at, now)
        return kept.types.get(record)

    async def seen(self, record: str, path: str, ids: Collection[str]) -> frozenset[str]:
        """Return which of these records the reader sees.

        Raises:
            Unanswered: Their service does not say.
        """
        wanted = sorted(ids)
        service = record.partition(".")[0]
        parts = [wanted[at : at + OF_ONE] for at in range(0, len(wanted), OF_ONE)]
        found = await asyncio.gather(*(self._seen(service, path, part) for part in parts))
        return frozenset[str]().union(*found)

    async def has_job(self, record: str, path: str, noun: str, job: str) -> bool:
        """Whether the reader may look after a job.

        Raises:
            Unanswered: Its service does not say.
        """
        target = f"/api/v1/{path}/{JOBS[noun]}/{job}"
        return await self._read(record.partition(".")[0], target) is not None

    async def _seen(self, service: str, path: str, ids: Iterable[str]) -> Iterable[str]:
        condition = {"field": "id", "op": "in", "value": list(ids)}
        query = urlencode(
            {"filter": orjson.dumps(condition), "fields": "id", "sort": "created_at", "limit": 200}
        )
        document = await self._read(service, f"/api/v1/{path}?{query}")
        return [] if document is None else [item["id"] for item in document["items"]]

    async def _types(
        self, service: str, kept: _Kept | None, unsettled_at: float | None, now: float
    ) -> _Kept:
        status, etag, body = await self._ask(service, "/api/v1/catalogue", kept and kept.etag)
        settled = unsettled_at is None or now - unsettled_at > SETTLING_S[-1] + 1
        until = now + (_KEPT_S if settled else _UNSETTLED_S)
        if status == 304 and kept is not None:
            return _Kept(etag, kept.types, now, until)
        if status in _NOT_SEEN:
            return _Kept("", {}, now, until)
        if status != 200:
            raise Unanswered
        types = {
            entry["record"]: Type(
                entry["path"], frozenset(field["name"] for field in entry["fields"])
            )
            for entry in orjson.loads(body)["records"]
        }
        return _Kept(etag, types, now, until)

    async def _read(self, service: str, target: str) -> dict[str, list[dict[str, str]]] | None:
        status, _, body = await self._ask(service, target, None)
        if status in _NOT_SEEN:
            return None
        if status != 200:
            raise Unanswered
        document: dict[str, list[dict[str, str]]] = orjson.loads(body)
        return document

    async def _ask(self, service: str, target: str, etag: str | None) -> tuple[int, str, bytes]:
        caller = self._visit.caller
        assert caller is not None  # noqa: S101 - only who is signed in has a stream
        headers = {
            "Authorization": f"Bearer {caller.token}",
            "X-Request-Id": self._visit.name().decode(),
        }
        if etag:
            headers["If-None-Match"] = etag
        try:
            async with self._most:
                answer = await self._upstreams.read(service, target, headers, _PATIENCE)
        except (aiohttp.ClientError, TimeoutError):
            raise Unanswered from None
        if answer[0] not in {200, 304, 403, 404}:
            _log.warning("sight not told", service=service, status=answer[0])
        return answer
