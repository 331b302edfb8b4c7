"""Routes about records that stand for the same: who they are, merging them, and the way back."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from kontor_chassis.context import ReadContext
from kontor_chassis.database.state_tables import encoded
from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.shapes import change_shape, given
from kontor_records.access.rights import rights_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.duplicates import apart
from kontor_records.duplicates.finding import shown, suspects
from kontor_records.merging import aliases
from kontor_records.merging.commands import MergeOrder, merge
from kontor_records.merging.unmerging import unmerge
from kontor_records.storage import records
from kontor_records.storage.records import Complete
from kontor_schemas.record_state import RecordState


class MergeBody(BaseModel):
    """Which records become other names for this one, and whose values count."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    losers: list[UUID]
    values: dict[str, UUID] = {}
    versions: dict[UUID, int]


class UnmergeBody(BaseModel):
    """Whether what was changed since the merge may stay with the survivor."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    keep_changes: bool = False


class NotDuplicateBody(BaseModel):
    """The other record, which somebody has found to be another one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    other: UUID


def merge_routes(record_type: RecordType[Any], complete: Complete[Any] | None = None) -> APIRouter:
    """Return the routes of a record type that can be merged.

    Args:
        record_type: The type.
        complete: Computes its derived fields.
    """
    router = make_router(tags=[record_type.plural])
    path, name = f"/{record_type.plural}", record_type.state.__name__
    state_model = record_type.state

    @router.post(
        path + "/{record_id}/merge",
        summary=f"Merge others into a {name}",
        response_model=state_model,
    )
    async def merge_into(ctx: Writes, record_id: UUID, body: MergeBody) -> Response:
        order = MergeOrder(
            survivor=record_id,
            losers=tuple(body.losers),
            values=body.values,
            versions=body.versions,
        )
        state: RecordState = await merge(ctx, record_type, order, complete=complete)
        fields = records.state_fields(await rights_of(ctx), record_type, state)
        return answers.json_answer(fields, state.version)

    @router.post(
        path + "/{record_id}/unmerge",
        summary=f"Let a {name} stand alone",
        response_model=state_model,
    )
    async def undo_merge(ctx: Writes, record_id: UUID, body: UnmergeBody | None) -> Response:
        keep = body is not None and body.keep_changes
        state: RecordState = await unmerge(
            ctx, record_type, record_id, keep_changes=keep, complete=complete
        )
        fields = records.state_fields(await rights_of(ctx), record_type, state)
        return answers.json_answer(fields, state.version)

    if record_type.matching is not None:
        _add_duplicates(router, record_type)
    return router


def _add_duplicates(router: APIRouter, record_type: RecordType[Any]) -> None:
    path, name = f"/{record_type.plural}", record_type.state.__name__
    draft: Any = change_shape(record_type.state)

    @router.get(
        path + "/{record_id}/duplicates", summary=f"What may stand for the same as a {name}"
    )
    async def list_duplicates(ctx: Reads, record_id: UUID) -> Response:
        locked = records.locked_row(record_type, await records.visible(ctx, record_type, record_id))
        found = await suspects(ctx, record_type, locked.state, record_id)
        return answers.page_answer(encoded(shown(found)))

    @router.post(f"{path}/duplicates", summary=f"What a new {name} may stand for already")
    async def check_draft(ctx: Writes, body: draft) -> Response:
        return answers.page_answer(encoded(shown(await suspects(ctx, record_type, given(body)))))

    @router.post(
        path + "/{record_id}/not_duplicate",
        summary=f"Say that a {name} is another one",
        status_code=204,
    )
    async def say_apart(ctx: Writes, record_id: UUID, body: NotDuplicateBody) -> Response:
        await apart.say_apart(ctx, record_type, record_id, body.other)
        return answers.nothing()


async def moved(ctx: ReadContext, record_type: RecordType[Any], record: UUID) -> Response:
    """Answer where a merged record has ended, to whoever may see that.

    Raises:
        RecordUnknown: The reader may not.
    """
    end = (await aliases.ends(ctx, [record])).get(record, record)
    await records.visible(ctx, record_type, end)
    return Response(status_code=301, headers={"Location": f"/api/v1/{record_type.plural}/{end}"})
