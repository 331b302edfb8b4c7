"""HTTP for tags: on a record of a type, and the tags themselves."""

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.shapes import Shape
from kontor_records.access.rights import rights_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.http.choice_lists import Jobs, jobs_answer
from kontor_records.storage import records
from kontor_records.tags import changing, finding, tagging
from kontor_schemas import wire
from kontor_schemas.customizing import Hue

_MOST_SHOWN = 6_000


class Tagging(Shape):
    """A tag to put on a record.

    Attributes:
        name: Its name; it is made where there is none of this name.
        scope: Whether everybody sees it or the user alone.
        hue: The hue of a new one.
    """

    name: str
    scope: Literal["shared", "private"] = "shared"
    hue: Hue = "slate"


class Untagging(Shape):
    """A tag to take off a record."""

    tag: UUID


class Renaming(Shape):
    """What a tag is to be called."""

    name: str


class Merging(Shape):
    """The tag that takes the place of another."""

    into: UUID


class Tag(BaseModel):
    """A tag as the reader sees it."""

    id: UUID
    name: str
    hue: str
    scope: Literal["shared", "private"]
    is_pinned: bool


class Tags(BaseModel):
    """Tags by name."""

    items: list[Tag]


class Led(Jobs):
    """The tag that stands now, and the jobs by which records follow."""

    id: UUID


def record_tag_routes(record_type: RecordType[Any]) -> APIRouter:
    """Return the routes by which records of a type are tagged."""
    router = make_router(tags=[record_type.plural])
    one = f"/{record_type.plural}/{{record_id}}"

    @router.post(one + "/tag", summary="Put a tag on it", response_model=record_type.state)
    async def tag(ctx: Writes, record_id: UUID, body: Tagging) -> Response:
        state = await tagging.tag(ctx, record_type, record_id, body.name, body.scope, body.hue)
        shown = records.state_fields(await rights_of(ctx), record_type, state)
        return answers.json_answer(shown, state.version)

    @router.post(one + "/untag", summary="Take a tag off it", response_model=record_type.state)
    async def untag(ctx: Writes, record_id: UUID, body: Untagging) -> Response:
        state = await tagging.untag(ctx, record_type, record_id, body.tag)
        shown = records.state_fields(await rights_of(ctx), record_type, state)
        return answers.json_answer(shown, state.version)

    @router.get(one + "/tags", summary="Its tags, private ones included", response_model=Tags)
    async def tags(ctx: Reads, record_id: UUID) -> Response:
        items = await finding.tags_on(ctx, record_type, record_id)
        return answers.page_answer(wire.plain_json({"items": items}))

    return router


def tag_routes() -> APIRouter:
    """Return the routes of the tags themselves; a service lists them once."""
    router = make_router(tags=["tags"])
    one = "/tags/{tag_id}"

    @router.get("/tags", summary="Tags one may use", response_model=Tags)
    async def tags(ctx: Reads) -> Response:
        items = await finding.all_tags(ctx, _MOST_SHOWN)
        return answers.page_answer(wire.plain_json({"items": items}))

    @router.get(one + "/records", summary="Records under a tag")
    async def records_under(ctx: Reads, tag_id: UUID) -> Response:
        found = await finding.records_under(ctx, tag_id)
        return answers.page_answer(wire.plain_json({"records": found}))

    @router.post(one + "/rename", summary="Rename a tag", status_code=202, response_model=Led)
    async def rename(ctx: Writes, tag_id: UUID, body: Renaming) -> Response:
        stands, started = await changing.rename(ctx, tag_id, body.name)
        return jobs_answer(started, id=stands)

    @router.post(one + "/merge", summary="Make two tags one", status_code=202, response_model=Led)
    async def merge(ctx: Writes, tag_id: UUID, body: Merging) -> Response:
        stands, started = await changing.merge(ctx, tag_id, body.into)
        return jobs_answer(started, id=stands)

    @router.delete(one, summary="Delete a tag", status_code=202, response_model=Jobs)
    async def delete(ctx: Writes, tag_id: UUID) -> Response:
        return jobs_answer(await changing.delete(ctx, tag_id))

    @router.post(one + "/pin", summary="Mark a tag as important to oneself", status_code=204)
    async def pin(ctx: Writes, tag_id: UUID) -> Response:
        await tagging.pin(ctx, tag_id)
        return answers.nothing()

    @router.post(one + "/unpin", summary="Mark a tag as no longer important", status_code=204)
    async def unpin(ctx: Writes, tag_id: UUID) -> Response:
        await tagging.unpin(ctx, tag_id)
        return answers.nothing()

    return router
