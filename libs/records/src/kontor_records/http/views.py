"""HTTP for the saved views of one record type."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.shapes import Shape, change_shape, given, new_shape
from kontor_records.declaration.record_type import RecordType
from kontor_records.lists import views
from kontor_records.lists.viewing import views_json
from kontor_schemas.record_state import Principal
from kontor_schemas.text import Name
from kontor_schemas.viewing import ViewState

NewView: Any = new_shape(ViewState)
ViewChange: Any = change_shape(ViewState)


class ViewCopy(Shape):
    """What the copy is called."""

    name: Name


class ViewSharing(Shape):
    """To whom a view is shown; to nobody else where none are named."""

    shared_with: list[Principal] = Field(max_length=200)


class SeenView(ViewState, is_base=True):
    """A view as a list of views shows it, with the places of it that its reader cannot run."""

    broken: list[str]


class ViewsShape(BaseModel):
    """The views of a record type that somebody sees."""

    model_config = ConfigDict(extra="forbid")

    items: list[SeenView]


def add_views(router: APIRouter, record_type: RecordType[Any]) -> None:
    """Add the saved views of a record type to its routes."""
    path, one = f"/{record_type.plural}/views", f"/{record_type.plural}/views/{{view_id}}"

    @router.get(
        path, summary=f"List the saved views of {record_type.plural}", response_model=ViewsShape
    )
    async def list_views(ctx: Reads) -> Response:
        return answers.page_answer(await views_json(ctx, record_type))

    @router.post(path, summary="Save a view", status_code=201, response_model=ViewState)
    async def create_view(ctx: Writes, body: NewView) -> Response:
        made = await views.create_view(ctx, record_type, _fields(body))
        return answers.created_answer(made, path.removeprefix("/"))

    @router.patch(one, summary="Change a view", response_model=ViewState)
    async def change_view(ctx: Writes, view_id: UUID, body: ViewChange) -> Response:
        return answers.state_answer(
            await views.change_view(ctx, record_type, view_id, _fields(body))
        )

    @router.delete(one, summary="Delete a view", status_code=204)
    async def delete_view(ctx: Writes, view_id: UUID) -> Response:
        await views.delete_view(ctx, record_type, view_id)
        return answers.nothing()

    @router.post(f"{one}/share", summary="Show a view to others", response_model=ViewState)
    async def share_view(ctx: Writes, view_id: UUID, body: ViewSharing) -> Response:
        return answers.state_answer(
            await views.share_view(ctx, record_type, view_id, body.shared_with)
        )

    @router.post(
        f"{one}/make_default", summary="Open the list with this view", response_model=ViewState
    )
    async def make_default(ctx: Writes, view_id: UUID) -> Response:
        return answers.state_answer(await views.make_default(ctx, record_type, view_id))

    @router.post(f"{one}/copy", summary="Copy a view", status_code=201, response_model=ViewState)
    async def copy_view(ctx: Writes, view_id: UUID, body: ViewCopy) -> Response:
        made = await views.copy_view(ctx, record_type, view_id, body.name)
        return answers.created_answer(made, path.removeprefix("/"))


def _fields(body: BaseModel) -> Mapping[str, Any]:
    fields = given(body)
    fields.pop("owner", None)
    return fields
