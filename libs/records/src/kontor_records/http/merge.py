"""Routes about records that stand for the same: who they are, merging them, and the way back."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kontor_chassis.context import ReadContext
from kontor_chassis.database.state_tables import encoded
from kontor_chassis.errors import CursorInvalid, RecordUnknown
from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.shapes import change_shape, given
from kontor_records.access.rights import rights_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.duplicates import apart, scanning
from kontor_records.duplicates.finding import shown, suspects
from kontor_records.merging import aliases
from kontor_records.merging.commands import MergeOrder, merge
from kontor_records.merging.unmerging import unmerge
from kontor_records.storage import records
from kontor_records.storage.records import Complete
from kontor_schemas.record_state import RecordState

_NOBODY: Final = UUID(int=0)


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


class PairQuery(BaseModel):
    """Where a page of pairs begins."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = Field(default=20, ge=1, le=50)
    cursor: str | None = Field(default=None, max_length=100)

    def place(self) -> tuple[int, UUID, UUID]:
        """Return the pair behind which the page begins.

        Raises:
            CursorInvalid: The cursor is none of this list.
        """
        if self.cursor is None:
            return (101, _NOBODY, _NOBODY)
        try:
            points, one, other = self.cursor.split("~")
            return (int(points), UUID(one), UUID(other))
        except ValueError:
            raise CursorInvalid from None


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
        _add_scan(router, record_type)
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


def _add_scan(router: APIRouter, record_type: RecordType[Any]) -> None:
    path = f"/{record_type.plural}/duplicates"

    @router.post(f"{path}/scan", summary="Look for all duplicates", status_code=202)
    async def start_scan(ctx: Writes) -> Response:
        found = await scanning.start(ctx, record_type)
        return Response(encoded(found), 202, media_type=answers.JSON)

    @router.get(f"{path}/scan", summary="How the search for all duplicates stands")
    async def scan_state(ctx: Reads) -> Response:
        return answers.page_answer(encoded(await scanning.state(ctx, record_type)))

    @router.get(f"{path}/pairs", summary="Which duplicates the last search has found")
    async def list_pairs(ctx: Reads, query: Annotated[PairQuery, Query()]) -> Response:
        return answers.page_answer(encoded(await _pairs(ctx, record_type, query)))


async def _pairs(
    ctx: ReadContext, record_type: RecordType[Any], query: PairQuery
) -> dict[str, Any]:
    """Return a page of pairs as they stand now, as far as the reader may see both records."""
    rows = await scanning.pairs(ctx, record_type, query.place(), query.limit)
    items = []
    for row in rows:
        try:
            seen = await records.visible(ctx, record_type, row["one"])
        except RecordUnknown:
            continue
        one = records.locked_row(record_type, seen)
        if one.binned_with is None and one.merged_into is None:
            found = shown(await suspects(ctx, record_type, one.state, one.state.id))
            other = str(row["other"])
            items += [
                {"id": one.state.id, "other": candidate}
                for candidate in found["candidates"]
                if str(candidate["id"]) == other
            ]
    last = rows[-1] if len(rows) == query.limit else None
    following = f"{last['points']}~{last['one']}~{last['other']}" if last else None
    return {"items": items, "next": following}


async def moved(
    ctx: ReadContext, record_type: RecordType[Any], record: UUID, query: str = ""
) -> Response:
    """Answer where a merged record has ended, to whoever may see that, asked in the same way.

    Raises:
        RecordUnknown: The reader may not.
    """
    end = (await aliases.ends(ctx, [record])).get(record, record)
    await records.visible(ctx, record_type, end)
    place = f"/api/v1/{record_type.plural}/{end}{query}"
    return Response(status_code=301, headers={"Location": place})
