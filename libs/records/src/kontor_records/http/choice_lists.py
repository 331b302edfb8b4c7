"""HTTP for a tenant's lists of values; a service's lists are found below each of its types."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.shapes import Shape, change_shape, given, new_shape
from kontor_records.customizing import choice_lists
from kontor_records.customizing.world import definitions_of
from kontor_records.declaration.record_type import RecordType
from kontor_schemas import wire
from kontor_schemas.customizing import ChoiceListState
from kontor_schemas.text import Code

_NewList: Any = new_shape(ChoiceListState, without={"owner"})
_ListChange: Any = change_shape(ChoiceListState, without={"owner"})


class Replacement(Shape):
    """One value instead of another.

    Attributes:
        key: The value that records hold.
        by: The value they are to hold.
    """

    key: Code
    by: Code


class Lists(BaseModel):
    """A tenant's lists."""

    items: list[ChoiceListState]


class Jobs(BaseModel):
    """The jobs that do what was asked."""

    jobs: list[UUID]


def choice_list_routes(record_type: RecordType[Any]) -> APIRouter:
    """Return the routes of a tenant's lists of values."""
    router = make_router(tags=["choice_lists"])
    path = f"/{record_type.plural}/choice_lists"
    one = path + "/{list_id}"

    @router.get(path, summary="List lists of values", response_model=Lists)
    async def list_lists(ctx: Reads) -> Response:
        found = (await definitions_of(ctx)).lists
        items = [found[name].model_dump(mode="json") for name in sorted(found)]
        return answers.page_answer(wire.plain_json({"items": items}))

    @router.post(
        path, summary="Begin a list of values", status_code=201, response_model=ChoiceListState
    )
    async def create(ctx: Writes, body: _NewList) -> Response:
        state = await choice_lists.create(ctx, given(body))
        return answers.created_answer(state, path.removeprefix("/"))

    @router.patch(one, summary="Change a list of values", response_model=ChoiceListState)
    async def change(ctx: Writes, list_id: UUID, body: _ListChange) -> Response:
        return answers.state_answer(await choice_lists.change(ctx, list_id, given(body)))

    @router.post(
        one + "/replace",
        summary="Give records another value instead of one",
        status_code=202,
        response_model=Jobs,
    )
    async def replace(ctx: Writes, list_id: UUID, body: Replacement) -> Response:
        started = await choice_lists.replace(ctx, list_id, body.key, body.by)
        return jobs_answer(started)

    return router


def jobs_answer(started: list[UUID], **more: object) -> Response:
    """Answer that jobs will do what was asked."""
    return Response(wire.plain_json({"jobs": started, **more}), 202, media_type=answers.JSON)
