"""The catalogue of all services for one reader, asked anew each time and merged once."""

import gzip
from collections import OrderedDict
from collections.abc import Mapping
from typing import Final, NamedTuple

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from kontor_chassis.http.answers import JSON
from kontor_gateway.forward.gathering import gather
from kontor_gateway.forward.table import RouteTable
from kontor_gateway.forward.upstream import Upstreams
from kontor_gateway.forward.visit import Visit
from kontor_gateway.processes.catalogue import rules

SEGMENT: Final = "catalogue"
_TARGET: Final = "/api/v1/catalogue"
_PATIENCE_S: Final = 2.0
_MOST_KEPT: Final = 64
_LEVEL: Final = 6

Revisions = tuple[tuple[str, str], ...]


class Made(NamedTuple):
    """A merged catalogue: what it was made of, its entity tag, and its packed bytes."""

    revisions: Revisions
    etag: str
    packed: bytes


class Catalogues:
    """Keeps the latest merged catalogues; readers with the same rights share one."""

    def __init__(self, upstreams: Upstreams, table: RouteTable) -> None:
        self._upstreams = upstreams
        self._table = table
        self._made: OrderedDict[str, Made] = OrderedDict()

    async def answer(self, visit: Visit, scope: Scope) -> Response:
        """Answer with the reader's catalogue, or that it is the one they have."""
        has = Request(scope).headers.get("if-none-match", "").removeprefix("W/")
        known = self._made.get(has)
        etags = dict(known.revisions) if known else {}
        publishers = self._table.publishers(SEGMENT)
        targets = dict.fromkeys(publishers, _TARGET)
        found = await gather(self._upstreams, visit, targets, _PATIENCE_S, etags)
        missing = tuple(sorted({*found.missing, *self._table.unheard}))
        if (refusal := found.refusal) is not None:
            return refusal
        revisions = tuple((name, told.etag) for name, told in found.answers.items())
        # An answer without change was not sent again: it is in the catalogue that is known.
        if known is not None and not missing and revisions == known.revisions:
            return _shown(known, scope, is_same=True)
        if any(told.status == 304 for told in found.answers.values()):
            found = await gather(self._upstreams, visit, targets, _PATIENCE_S)
            missing = tuple(sorted({*found.missing, *self._table.unheard}))
            revisions = tuple((name, told.etag) for name, told in found.answers.items())
        made = self._known(revisions) if not missing else None
        if made is None:
            made = self._keep(revisions, found.documents(), missing)
        return _shown(made, scope, is_same=made.etag == has)

    def _known(self, revisions: Revisions) -> Made | None:
        made = next((one for one in self._made.values() if one.revisions == revisions), None)
        if made is not None:
            self._made.move_to_end(made.etag)
        return made

    def _keep(
        self,
        revisions: Revisions,
        documents: Mapping[str, rules.Document],
        missing: tuple[str, ...],
    ) -> Made:
        document = rules.merged(documents, missing)
        packed = gzip.compress(orjson.dumps(document), _LEVEL, mtime=0)
        made = Made(revisions, f'"{document["revision"]}"', packed)
        if missing:
            return made  # it is asked for anew: the missing one may be back
        self._made[made.etag] = made
        if len(self._made) > _MOST_KEPT:
            self._made.popitem(last=False)
        return made


def _shown(made: Made, scope: Scope, *, is_same: bool) -> Response:
    headers = {
        "ETag": made.etag,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Encoding, Authorization, Cookie",
    }
    if is_same:
        return Response(status_code=304, headers=headers)
    if "gzip" in Request(scope).headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(made.packed, headers=headers, media_type=JSON)
    return Response(gzip.decompress(made.packed), headers=headers, media_type=JSON)
