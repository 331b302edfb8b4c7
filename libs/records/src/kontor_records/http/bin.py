"""HTTP for the bin of a whole service; the gateway merges those of all services."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads
from kontor_records.bin import listing
from kontor_records.declaration.record_type import RecordType


class BinQuery(BaseModel):
    """What a bin may be asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cursor: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=50, ge=1, le=200)


class BinnedShape(BaseModel):
    """A record that lies in the bin."""

    record: str
    id: UUID
    title: str | None
    deleted_at: datetime
    deleted_by: str
    deleted_with: UUID | None
    kept_until: datetime
    version: int


class BinShape(BaseModel):
    """A page of the bin, what was deleted last first."""

    items: list[BinnedShape]
    next: str | None


def service_bin_routes(service: str, record_types: Sequence[RecordType[Any]]) -> APIRouter:
    """Return the route by which the gateway asks a service when somebody opens the whole bin."""
    router = make_router(tags=["bin"])
    kept = [record_type for record_type in record_types if record_type.has("bin")]

    @router.get(
        f"/{service}_bin",
        summary=f"List what lies in any bin of {service}",
        response_model=BinShape,
    )
    async def list_bins(ctx: Reads, query: Annotated[BinQuery, Query()]) -> Response:
        found, is_more = [], False
        for record_type in kept:
            answer = await listing.page(ctx, record_type, cursor=query.cursor, limit=query.limit)
            page = orjson.loads(answer)
            is_more = is_more or page["next"] is not None
            found += [{"record": record_type.record, **item} for item in page["items"]]
        found.sort(key=_deletion, reverse=True)
        items = found[: query.limit]
        following = None
        if items and (is_more or len(found) > query.limit):
            following = f"{items[-1]['deleted_at']}~{items[-1]['id']}"
        return answers.page_answer(orjson.dumps({"items": items, "next": following}))

    return router


def _deletion(item: dict[str, Any]) -> tuple[datetime, int]:
    return datetime.fromisoformat(item["deleted_at"]), UUID(item["id"]).int
