"""Gathering: one question to several services at once, in the name of who asks the gateway."""

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

import aiohttp
import orjson
from starlette.responses import Response

from kontor_chassis.http.problems import MEDIA_TYPE
from kontor_gateway.forward.upstream import Upstreams
from kontor_gateway.forward.visit import Visit

_OUR_FAULT = frozenset({400, 401, 422})
"""What says something of the question itself; every other refusal is that service's own matter."""


class Told(NamedTuple):
    """What a service answered: its status, its entity tag, and its body."""

    status: int
    etag: str
    body: bytes


class Gathered(NamedTuple):
    """What came together: the answers by service, and who did not answer."""

    answers: Mapping[str, Told]
    missing: tuple[str, ...]

    @property
    def refusal(self) -> Response | None:
        """The answer of a service that refused the question itself, as it came."""
        for told in self.answers.values():
            if told.status in _OUR_FAULT:
                return Response(told.body, told.status, media_type=MEDIA_TYPE)
        return None

    def documents(self) -> dict[str, Any]:
        """Return the answers that hold something, as documents by service."""
        return {
            name: orjson.loads(told.body)
            for name, told in self.answers.items()
            if told.status == 200
        }


async def gather(
    upstreams: Upstreams,
    visit: Visit,
    targets: Mapping[str, str],
    patience_s: float,
    etags: Mapping[str, str] | None = None,
) -> Gathered:
    """Ask several services at once; one that is late or away holds nobody up.

    Args:
        upstreams: The services.
        visit: The request on whose behalf they are asked; its caller is signed in.
        targets: Path and query by service.
        patience_s: The longest anybody is waited for, in seconds.
        etags: The entity tags that are known already, by service.
    """
    names = sorted(targets)
    patience = aiohttp.ClientTimeout(total=patience_s)
    told = await asyncio.gather(
        *(
            _ask(upstreams, name, targets[name], _headers(visit, (etags or {}).get(name)), patience)
            for name in names
        )
    )
    answers = {name: answer for name, answer in zip(names, told, strict=True) if answer is not None}
    return Gathered(answers, tuple(name for name in names if name not in answers))


async def _ask(
    upstreams: Upstreams,
    service: str,
    target: str,
    headers: Mapping[str, str],
    patience: aiohttp.ClientTimeout,
) -> Told | None:
    try:
        status, etag, body = await upstreams.read(service, target, headers, patience)
    except (aiohttp.ClientError, TimeoutError):
        return None
    return Told(status, etag, body) if status in {200, 304, *_OUR_FAULT} else None


def _headers(visit: Visit, etag: str | None) -> dict[str, str]:
    assert visit.caller is not None  # noqa: S101 - only who is signed in is asked for
    headers = {
        "Authorization": f"Bearer {visit.caller.token}",
        "X-Request-Id": visit.name().decode(),
        "Traceparent": visit.traceparent,
    }
    language = visit.head.get(b"accept-language")
    if language is not None:
        headers["Accept-Language"] = language.decode("ascii", "backslashreplace")
    if etag is not None:
        headers["If-None-Match"] = etag
    return headers
