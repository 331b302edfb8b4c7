"""The standard routes of a record type, by capability: small closures that call the engine.

A type that creates or changes differently brings its command; one that needs other routes writes
them by hand and leaves these out.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kontor_chassis.context import Context
from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.shapes import Shape, change_shape, given, new_shape
from kontor_records.access.rights import rights_of
from kontor_records.bin import binning
from kontor_records.bin import listing as bin_listing
from kontor_records.declaration.record_type import RecordType
from kontor_records.errors import RecordMerged
from kontor_records.history import reading as history
from kontor_records.http.bin import BinQuery
from kontor_records.http.choice_lists import choice_list_routes
from kontor_records.http.custom_fields import custom_field_routes
from kontor_records.http.holds import hold_routes
from kontor_records.http.list_shapes import record_shape
from kontor_records.http.lists import add_lists
from kontor_records.http.merge import moved
from kontor_records.http.search import add_search
from kontor_records.http.sharing import add_sharing
from kontor_records.http.tags import record_tag_routes
from kontor_records.pages.reading import page_json
from kontor_records.storage import records
from kontor_schemas.record_state import RecordState

Create = Callable[[Context, Mapping[str, Any]], Awaitable[RecordState]]
Change = Callable[[Context, UUID, Mapping[str, Any]], Awaitable[RecordState]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbs:
    """The commands of a type that replace the engine's own.

    Attributes:
        create: Creates a record from the fields given.
        change: Changes the fields given.
        hidden: Fields that a create does not take; only verbs set them.
        deletes_itself: Whether the type has a route of its own to delete a record.
        also: What a create and a change may say beside the fields; the commands take it.
    """

    create: Create | None = None
    change: Change | None = None
    hidden: frozenset[str] = frozenset()
    deletes_itself: bool = False
    also: type[Shape] = Shape


class HistoryQuery(BaseModel):
    """What a history may be asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    before: int | None = Field(default=None, ge=1)
    limit: int = Field(default=50, ge=1, le=200)


class RecordQuery(BaseModel):
    """Whether a record comes with what its page needs: names, what may be done, also binned."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    meta: bool = False


def record_routes(record_type: RecordType[Any], verbs: Verbs | None = None) -> APIRouter:
    """Return the standard routes of a record type.

    Args:
        record_type: The type.
        verbs: Its own commands where it has some.
    """
    router = make_router(tags=[record_type.plural])
    verbs = verbs or Verbs()
    _add_writes(router, record_type, verbs)
    _add_reads(router, record_type)
    if record_type.has("list"):
        add_lists(router, record_type)
    if record_type.has("bin"):
        _add_bin(router, record_type)
    if record_type.has("search"):
        add_search(router, record_type)
    if record_type.has("custom_fields"):
        router.routes += custom_field_routes(record_type).routes
        router.routes += choice_list_routes(record_type).routes
    if record_type.has("tags"):
        router.routes += record_tag_routes(record_type).routes
    router.routes += hold_routes(record_type).routes
    if record_type.has("share"):
        add_sharing(router, record_type)
    return router


async def state_answer(ctx: Context, record_type: RecordType[Any], state: RecordState) -> Response:
    """Answer with a record as it stands now, as far as the actor may see it."""
    body = records.state_fields(await rights_of(ctx), record_type, state)
    return answers.json_answer(body, state.version)


def _add_writes(router: APIRouter, record_type: RecordType[Any], verbs: Verbs) -> None:
    path, name = f"/{record_type.plural}", record_type.state.__name__
    new: Any = new_shape(record_type.state, without=verbs.hidden, also=verbs.also)
    altered: Any = change_shape(record_type.state, also=verbs.also)
    create = verbs.create or partial(_create, record_type)
    change = verbs.change or partial(_change, record_type)

    @router.post(
        path, summary=f"Create a {name}", status_code=201, response_model=record_type.state
    )
    async def post(ctx: Writes, body: new) -> Response:
        state = await create(ctx, given(body))
        answer = await state_answer(ctx, record_type, state)
        answer.status_code = 201
        answer.headers["Location"] = f"/api/v1{path}/{state.id}"
        return answer

    @router.patch(
        path + "/{record_id}", summary=f"Change a {name}", response_model=record_type.state
    )
    async def patch(ctx: Writes, record_id: UUID, body: altered) -> Response:
        state = await change(ctx, record_id, given(body))
        return await state_answer(ctx, record_type, state)

    if verbs.deletes_itself:
        return

    @router.delete(path + "/{record_id}", summary=f"Delete a {name}", status_code=204)
    async def delete(ctx: Writes, record_id: UUID) -> Response:
        await binning.delete(ctx, record_type, record_id)
        return answers.nothing()


def _add_reads(router: APIRouter, record_type: RecordType[Any]) -> None:
    path, name = f"/{record_type.plural}", record_type.state.__name__
    shape = record_shape(record_type.state)

    @router.get(path + "/{record_id}", summary=f"Get a {name}", response_model=shape)
    async def get(ctx: Reads, record_id: UUID, query: Annotated[RecordQuery, Query()]) -> Response:
        shown = page_json if query.meta else records.get_json
        try:
            return answers.json_answer(*await shown(ctx, record_type, record_id))
        except RecordMerged:
            asked = "?meta=true" if query.meta else ""
            return await moved(ctx, record_type, record_id, asked)

    if record_type.has("history"):

        @router.get(path + "/{record_id}/history", summary=f"Who changed a {name}, and what")
        async def list_history(
            ctx: Reads, record_id: UUID, query: Annotated[HistoryQuery, Query()]
        ) -> Response:
            found = await history.page(
                ctx, record_type, record_id, before=query.before, limit=query.limit
            )
            return answers.page_answer(found)


def _add_bin(router: APIRouter, record_type: RecordType[Any]) -> None:
    path, name = f"/{record_type.plural}", record_type.state.__name__

    @router.get(f"{path}/bin", summary=f"List what lies in the bin of {record_type.plural}")
    async def list_bin(ctx: Reads, query: Annotated[BinQuery, Query()]) -> Response:
        found = await bin_listing.page(ctx, record_type, cursor=query.cursor, limit=query.limit)
        return answers.page_answer(found)

    @router.post(
        path + "/{record_id}/restore",
        summary=f"Bring a {name} back from the bin",
        response_model=record_type.state,
    )
    async def restore(ctx: Writes, record_id: UUID) -> Response:
        state = await binning.restore(ctx, record_type, record_id)
        return await state_answer(ctx, record_type, state)

    @router.post(path + "/{record_id}/purge", summary=f"Remove a {name} for good", status_code=204)
    async def purge(ctx: Writes, record_id: UUID) -> Response:
        await binning.purge(ctx, record_type, record_id)
        return answers.nothing()


async def _create(
    record_type: RecordType[Any], ctx: Context, fields: Mapping[str, Any]
) -> RecordState:
    created: RecordState = await records.create(ctx, record_type, fields)
    return created


async def _change(
    record_type: RecordType[Any], ctx: Context, record: UUID, fields: Mapping[str, Any]
) -> RecordState:
    locked = await records.lock(ctx, record_type, record)
    changed: RecordState = await records.change_given(ctx, locked, fields)
    return changed
