"""Reading over all services: search, bin and tags; a service that does not answer is named."""

from collections.abc import Callable, Mapping
from typing import Annotated, Final, TypeVar
from urllib.parse import urlencode

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from kontor_chassis.http.answers import JSON
from kontor_chassis.validation import faults_of
from kontor_gateway.forward.gathering import Gathered, gather
from kontor_gateway.forward.table import RouteTable
from kontor_gateway.forward.upstream import Upstreams
from kontor_gateway.forward.visit import Visit
from kontor_gateway.processes.everywhere import rules

Q = TypeVar("Q", bound=BaseModel)

_PATIENCE_S: Final = 1.5
_OF_EACH: Final = 20
"""Hits that each service may add: as many as the smallest page it gives."""


class SearchQuery(BaseModel):
    """What a search over everything may be asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[str, Field(min_length=1, max_length=200)]
    limit: Annotated[int, Field(ge=1, le=50)] = 20


class BinQuery(BaseModel):
    """What the bin of everything may be asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cursor: Annotated[str | None, Field(max_length=200)] = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class Everywhere:
    """Asks all services that know of something."""

    def __init__(self, upstreams: Upstreams, table: RouteTable) -> None:
        self._upstreams = upstreams
        self._table = table

    async def search(self, visit: Visit, scope: Scope) -> Response:
        """Answer with the best hits of all services."""
        asked = _asked(SearchQuery, scope)
        query = urlencode({"q": asked.q, "limit": min(asked.limit, _OF_EACH)})
        found = await self._of_each(visit, "search", query)
        return self._shown(found, lambda given, gone: rules.hits(given, gone, asked.limit))

    async def binned(self, visit: Visit, scope: Scope) -> Response:
        """Answer with a page of what lies in any bin."""
        asked = _asked(BinQuery, scope)
        query = urlencode(asked.model_dump(exclude_none=True))
        found = await self._of_each(visit, "bin", query)
        return self._shown(found, lambda given, gone: rules.binned(given, gone, asked.limit))

    async def tags(self, visit: Visit, _scope: Scope) -> Response:
        """Answer with the tags of all services."""
        targets = dict.fromkeys(self._table.publishers("tags"), "/api/v1/tags")
        found = await gather(self._upstreams, visit, targets, _PATIENCE_S)
        return self._shown(found, rules.tags)

    async def _of_each(self, visit: Visit, what: str, query: str) -> Gathered:
        targets = {
            name: f"/api/v1/{name}_{what}?{query}"
            for name in self._upstreams.names
            if name in self._table.publishers(f"{name}_{what}")
        }
        return await gather(self._upstreams, visit, targets, _PATIENCE_S)

    def _shown(
        self,
        found: Gathered,
        merge: Callable[[Mapping[str, rules.Document], tuple[str, ...]], rules.Document],
    ) -> Response:
        if (refusal := found.refusal) is not None:
            return refusal
        missing = tuple(sorted({*found.missing, *self._table.unheard}))
        return Response(orjson.dumps(merge(found.documents(), missing)), media_type=JSON)


def _asked(shape: type[Q], scope: Scope) -> Q:
    """Read the query.

    Raises:
        Faults: It asks for something else than it may.
    """
    try:
        return shape.model_validate_strings(dict(Request(scope).query_params))
    except ValidationError as invalid:
        raise faults_of(invalid.errors()) from None
