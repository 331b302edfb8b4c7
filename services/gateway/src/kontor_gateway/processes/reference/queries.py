"""Reading the services' OpenAPI documents, and keeping the merged one for a while."""

import asyncio
import hashlib
from time import monotonic
from typing import NamedTuple

import aiohttp
import orjson

from kontor_gateway.forward.upstream import Upstreams
from kontor_gateway.processes.reference import rules

_FRESH_S = 30.0
_PATIENCE = aiohttp.ClientTimeout(total=5)


class Reference(NamedTuple):
    """The merged document: its bytes, its entity tag, and who could not be asked."""

    body: bytes
    etag: str
    missing: tuple[str, ...]


class Library:
    """Keeps what services said of themselves, also while they are silent."""

    def __init__(self, upstreams: Upstreams) -> None:
        self._upstreams = upstreams
        self._documents: dict[str, rules.Document] = {}
        self._made: tuple[float, Reference] | None = None
        self._lock = asyncio.Lock()

    async def reference(self) -> Reference:
        """Return the merged document, read anew when it is older than half a minute."""
        async with self._lock:
            if self._made and monotonic() - self._made[0] < _FRESH_S and not self._made[1].missing:
                return self._made[1]
            names = sorted(self._upstreams.names)
            await asyncio.gather(*(self._read(name) for name in names))
            body = orjson.dumps(rules.merged(self._documents))
            missing = tuple(name for name in names if name not in self._documents)
            etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
            self._made = (monotonic(), Reference(body, etag, missing))
            return self._made[1]

    async def _read(self, service: str) -> None:
        try:
            body = await self._upstreams.fetch(service, "/openapi.json", _PATIENCE)
            self._documents[service] = orjson.loads(body)
        except (aiohttp.ClientError, TimeoutError, orjson.JSONDecodeError):
            return
