"""Routes of jobs over many records: order one, look after it, stop it, take it back."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kontor_chassis.database.state_tables import encoded
from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_records.bulk import jobs
from kontor_records.bulk.orders import BulkOrder, BulkType
from kontor_schemas.text import Json


class BulkBody(BaseModel):
    """Which records, by id or by a condition, and what to do with each."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    action: str = Field(max_length=64)
    values: dict[str, Json] = {}
    ids: list[UUID] | None = None
    versions: dict[UUID, int] = {}
    condition: dict[str, Json] | None = None
    without: list[UUID] = Field(default=[], alias="except")
    expected_count: int | None = Field(default=None, ge=0)


class FailureQuery(BaseModel):
    """Where a page of failures begins."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: int = Field(default=-1, ge=-1)


def bulk_routes(bulk: BulkType) -> APIRouter:
    """Return the routes of bulk jobs of a record type."""
    router = make_router(tags=[bulk.record_type.plural])
    path, record_type = f"/{bulk.record_type.plural}/bulk", bulk.record_type

    @router.post(path, summary="Do something with many records", status_code=202)
    async def order(ctx: Writes, body: BulkBody) -> Response:
        asked = BulkOrder(
            action=body.action,
            given=body.values,
            ids=None if body.ids is None else tuple(body.ids),
            versions=body.versions,
            condition=body.condition,
            without=tuple(body.without),
            expected_count=body.expected_count,
        )
        return _answer(await jobs.order(ctx, bulk, asked), 202)

    @router.get(path + "/{job_id}", summary="How a bulk job stands")
    async def get(ctx: Reads, job_id: UUID) -> Response:
        return _answer(await jobs.get(ctx, record_type, job_id))

    @router.get(path + "/{job_id}/failures", summary="What a bulk job did not do, and why")
    async def failures(
        ctx: Reads, job_id: UUID, query: Annotated[FailureQuery, Query()]
    ) -> Response:
        found = await jobs.failures(ctx, record_type, job_id, after=query.after)
        return answers.page_answer(encoded(found))

    @router.post(path + "/{job_id}/cancel", summary="Stop a bulk job; what is done stays")
    async def cancel(ctx: Writes, job_id: UUID) -> Response:
        return _answer(await jobs.cancel(ctx, record_type, job_id))

    @router.post(path + "/{job_id}/undo", summary="Take back what a bulk job did", status_code=202)
    async def undo(ctx: Writes, job_id: UUID) -> Response:
        return _answer(await jobs.undo(ctx, record_type, job_id), 202)

    return router


def _answer(job: dict[str, Any], status: int = 200) -> Response:
    return Response(encoded(job), status, media_type=answers.JSON)
