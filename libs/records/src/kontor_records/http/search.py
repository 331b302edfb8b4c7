"""HTTP for search: within one record type, and a service's part of the search over all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kontor_chassis.context import ReadContext
from kontor_chassis.database import state_tables
from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads
from kontor_records.access.rights import rights_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.lists.labels import labels_of
from kontor_records.lists.sight import sight_of
from kontor_records.search.hits import Hit
from kontor_records.search.searching import search

OF_EACH_TYPE = 5
"""Hits of a type in a search over several."""


class SearchQuery(BaseModel):
    """What a search within one record type may be asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: str
    limit: int = Field(default=20, ge=1, le=100)


class ServiceSearchQuery(BaseModel):
    """What a search over the types of a service may be asked for; the limit is that of a type."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: str
    limit: int = Field(default=OF_EACH_TYPE, ge=1, le=20)


class ExcerptShape(BaseModel):
    """A piece of a field in which words of the query stand."""

    field: str
    text: str


class HitShape(BaseModel):
    """A record that was found; what its reader may not see is not in it."""

    record: str
    id: UUID
    rank: str
    title: str | None
    subtitle: dict[str, Any]
    excerpts: list[ExcerptShape]


class HitsShape(BaseModel):
    """The hits of a search, the best first, and what the references in their subtitles lead to."""

    items: list[HitShape]
    refs: dict[str, dict[str, Any]]


def add_search(router: APIRouter, record_type: RecordType[Any]) -> None:
    """Add the search within a record type to its routes."""

    @router.get(
        f"/{record_type.plural}/search",
        summary=f"Search {record_type.plural}",
        response_model=HitsShape,
    )
    async def search_records(ctx: Reads, query: Annotated[SearchQuery, Query()]) -> Response:
        hits = await search(ctx, [record_type], query.q, query.limit)
        return await _answer(ctx, [record_type], hits)


def service_search_routes(service: str, record_types: Sequence[RecordType[Any]]) -> APIRouter:
    """Return the route by which the gateway asks a service when somebody searches everything."""
    router = make_router(tags=["search"])
    searched = [record_type for record_type in record_types if record_type.has("search")]

    @router.get(
        f"/{service}_search", summary=f"Search everything in {service}", response_model=HitsShape
    )
    async def search_service(ctx: Reads, query: Annotated[ServiceSearchQuery, Query()]) -> Response:
        return await _answer(ctx, searched, await search(ctx, searched, query.q, query.limit))

    return router


async def _answer(
    ctx: ReadContext, record_types: Sequence[RecordType[Any]], hits: Sequence[Hit]
) -> Response:
    refs: dict[str, Any] = {}
    for record_type in record_types:
        refs |= await _refs(ctx, record_type, hits)
    items = [_shown(hit) for hit in hits]
    return answers.page_answer(state_tables.encoded({"items": items, "refs": refs}))


async def _refs(
    ctx: ReadContext, record_type: RecordType[Any], hits: Sequence[Hit]
) -> Mapping[str, object]:
    rows = [
        {**dict.fromkeys(record_type.references), **hit.subtitle}
        for hit in hits
        if hit.record == record_type.record
    ]
    if not any(row[field] for row in rows for field in record_type.references):
        return {}
    sight = await sight_of(ctx, record_type, await rights_of(ctx))
    fields = tuple(name for name in sight.fields if name in record_type.references)
    return await labels_of(ctx, replace(sight, fields=fields), rows)


def _shown(hit: Hit) -> dict[str, object]:
    return {
        "record": hit.record,
        "id": hit.id,
        "rank": hit.rank.name.lower(),
        "title": hit.title,
        "subtitle": hit.subtitle,
        "excerpts": [{"field": each.field, "text": each.text} for each in hit.excerpts],
    }
