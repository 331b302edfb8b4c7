"""HTTP for the bin of a whole service; the gateway merges those of all services."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

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


def service_bin_routes(service: str, record_types: Sequence[RecordType[Any]]) -> APIRouter:
    """Return the route by which the gateway asks a service when somebody opens the whole bin."""
    router = make_router(tags=["bin"])
    kept = [record_type for record_type in record_types if record_type.has("bin")]

    @router.get(f"/{service}_bin", summary=f"List what lies in any bin of {service}")
    async def list_bins(ctx: Reads, query: Annotated[BinQuery, Query()]) -> Response:
        found: list[dict[str, Any]] = []
        for record_type in kept:
            page = await listing.page(ctx, record_type, cursor=query.cursor, limit=query.limit + 1)
            found += [{"record": record_type.record, **one} for one in orjson.loads(page)["items"]]
        found.sort(key=lambda item: (datetime.fromisoformat(item["deleted_at"]), item["id"]))
        page_items = found[: -query.limit - 1 : -1]
        last = page_items[-1] if len(found) > query.limit else None
        following = f"{last['deleted_at']}~{last['id']}" if last else None
        return answers.page_answer(orjson.dumps({"items": page_items, "next": following}))

    return router
