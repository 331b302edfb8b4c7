"""HTTP for a tenant's own fields of a record type, below its own address."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from kontor_chassis.errors import RecordUnknown
from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.shapes import Shape, change_shape, given, new_shape
from kontor_records.customizing import fields
from kontor_records.customizing.world import definitions_of, refuse_unless_allowed
from kontor_records.declaration.record_type import RecordType
from kontor_records.following import jobs
from kontor_records.numbers import numbering
from kontor_schemas import wire
from kontor_schemas.customizing import CustomFieldState

_NewField: Any = new_shape(CustomFieldState, without={"record", "owner"})
_FieldChange: Any = change_shape(CustomFieldState, without={"owner"})


class NumberForm(Shape):
    """How the tenant's numbers look.

    Attributes:
        pattern: Such as `K-{n:06}`.
    """

    pattern: str


class Fields(BaseModel):
    """A tenant's own fields of a record type."""

    items: list[CustomFieldState]


def custom_field_routes(record_type: RecordType[Any]) -> APIRouter:
    """Return the routes by which a tenant's own fields of a record type are defined."""
    router = make_router(tags=["custom_fields"])
    path = f"/{record_type.plural}/custom_fields"
    one = path + "/{field_id}"

    @router.get(path, summary="List own fields", response_model=Fields)
    async def list_fields(ctx: Reads) -> Response:
        await refuse_unless_allowed(ctx)
        found = (await definitions_of(ctx)).of(record_type).fields.values()
        items = [each.definition.model_dump(mode="json", by_alias=True) for each in found]
        return answers.page_answer(wire.plain_json({"items": items}))

    @router.post(
        path, summary="Define an own field", status_code=201, response_model=CustomFieldState
    )
    async def create(ctx: Writes, body: _NewField) -> Response:
        state = await fields.create(ctx, {**given(body), "record": record_type.record})
        return answers.created_answer(state, path.removeprefix("/"))

    @router.patch(one, summary="Change an own field", response_model=CustomFieldState)
    async def change(ctx: Writes, field_id: UUID, body: _FieldChange) -> Response:
        return answers.state_answer(await fields.change(ctx, field_id, given(body)))

    @router.delete(one, summary="Take an own field away", status_code=204)
    async def delete(ctx: Writes, field_id: UUID) -> Response:
        await fields.delete(ctx, field_id)
        return answers.nothing()

    @router.post(
        one + "/restore", summary="Bring an own field back", response_model=CustomFieldState
    )
    async def restore(ctx: Writes, field_id: UUID) -> Response:
        return answers.state_answer(await fields.restore(ctx, field_id))

    @router.get(
        f"/{record_type.plural}/following_jobs/{{job_id}}", summary="How far a definition's job is"
    )
    async def job(ctx: Reads, job_id: UUID) -> Response:
        found = await jobs.job_of(ctx, job_id)
        if found["record"] != record_type.record:
            raise RecordUnknown
        return answers.page_answer(wire.plain_json(found))

    if record_type.number is not None:

        @router.post(
            f"/{record_type.plural}/number_pattern", summary="Say how numbers look", status_code=204
        )
        async def set_pattern(ctx: Writes, body: NumberForm) -> Response:
            await numbering.set_pattern(ctx, record_type, body.pattern)
            return answers.nothing()

    return router
