"""The routes of imports: a file in pieces, what is in it, where it goes, and what came of it."""

import csv
from collections.abc import Awaitable, Callable
from io import StringIO
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from kontor_chassis.context import Context
from kontor_chassis.errors import MediaType
from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.shapes import Shape
from kontor_chassis.texts.catalogue import Language, language_of, problem_text
from kontor_records.declaration.record_type import RecordType
from kontor_records.imports import mending, runs, verbs
from kontor_records.imports.mapping import ImportMapping
from kontor_records.sheets.defusing import defused
from kontor_records.sheets.detection import DELIMITERS, ENCODINGS
from kontor_schemas.text import Name

Verb = Callable[[Context, RecordType[Any], UUID], Awaitable[dict[str, Any]]]

_MEDIA = "application/octet-stream"
_ERROR_ROWS = 100_000


class NewImport(Shape):
    """The file that is to be imported."""

    file_name: Name


class HowWritten(Shape):
    """What the user knows better than the file tells."""

    encoding: Annotated[str, Field(pattern="|".join(f"^{name}$" for name in ENCODINGS))] | None = (
        None
    )
    delimiter: Annotated[str, Field(pattern=f"^[{''.join(DELIMITERS)}]$")] | None = None


class Cells(Shape):
    """The cells of a row as they should have been, one for each column."""

    cells: list[Annotated[str, Field(max_length=100_000)]] = Field(max_length=500)


class RowsQuery(BaseModel):
    """Which rows are to be told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: int = Field(default=0, ge=0)
    limit: int = Field(default=50, ge=1, le=200)


def import_routes(record_type: RecordType[Any]) -> APIRouter:
    """Return the routes by which records of a type are imported."""
    router = make_router(tags=[record_type.plural])
    path = f"/{record_type.plural}/imports"
    _add_file(router, record_type, path)
    _add_results(router, record_type, path)
    for name, verb in _VERBS.items():
        _add_verb(router, record_type, f"{path}/{{import_id}}/{name}", verb)
    return router


def _add_file(router: APIRouter, record_type: RecordType[Any], path: str) -> None:
    @router.post(path, summary="Begin an import", status_code=201)
    async def post(ctx: Writes, body: NewImport) -> Response:
        run = await verbs.begin(ctx, record_type, body.file_name)
        headers = {"Location": f"/api/v1{path}/{run['id']}", "ETag": answers.etag(1)}
        return Response(_body(run), 201, headers=headers, media_type=answers.JSON)

    @router.put(path + "/{import_id}/parts/{part}", summary="Store a piece", status_code=204)
    async def put(ctx: Writes, import_id: UUID, part: int, request: Request) -> Response:
        if request.headers.get("content-type") != _MEDIA:
            raise MediaType(expected=_MEDIA)
        await verbs.put_part(ctx, record_type, import_id, part, await request.body())
        return answers.nothing()

    @router.post(path + "/{import_id}/analyse", summary="Look through the file")
    async def analyse(ctx: Writes, import_id: UUID, body: HowWritten | None) -> Response:
        how = body or HowWritten()
        return _answer(
            await verbs.analyse(ctx, record_type, import_id, how.encoding, how.delimiter)
        )

    @router.post(path + "/{import_id}/map", summary="Say where the columns go")
    async def map_columns(ctx: Writes, import_id: UUID, body: ImportMapping) -> Response:
        return _answer(await verbs.map_columns(ctx, record_type, import_id, body))


def _add_results(router: APIRouter, record_type: RecordType[Any], path: str) -> None:
    @router.get(path, summary="List one's own imports")
    async def listed(ctx: Reads) -> Response:
        return answers.page_answer(_body({"items": await runs.listed(ctx, record_type)}))

    @router.get(path + "/{import_id}", summary="See how an import stands")
    async def get(ctx: Reads, import_id: UUID) -> Response:
        return _answer(await runs.get(ctx, record_type, import_id))

    @router.get(path + "/{import_id}/rows", summary="See rows that failed, or stayed in an undo")
    async def rows(
        ctx: Reads, import_id: UUID, query: Annotated[RowsQuery, Query()], request: Request
    ) -> Response:
        found = await runs.told_rows(
            ctx, record_type, import_id, after=query.after, limit=query.limit
        )
        language = language_of(request.headers.get("accept-language", ""))
        items = [_told(row, language) for row in found]
        following = found[-1]["row"] if len(found) == query.limit else None
        return answers.page_answer(_body({"items": items, "next": following}))

    @router.put(path + "/{import_id}/rows/{row}", summary="Mend a refused row", status_code=204)
    async def mend(ctx: Writes, import_id: UUID, row: int, body: Cells) -> Response:
        await mending.mend(ctx, record_type, import_id, row, body.cells)
        return answers.nothing()

    @router.get(path + "/{import_id}/errors", summary="Fetch the failed rows as a file")
    async def errors(ctx: Reads, import_id: UUID, request: Request) -> Response:
        run = await runs.get(ctx, record_type, import_id)
        language = language_of(request.headers.get("accept-language", ""))
        out = StringIO(newline="")
        writer = csv.writer(out, delimiter=(run["layout"] or {}).get("delimiter", ";"))
        writer.writerow([*(run["header"] or ()), "row", "column", "code", "message"])
        after = 0
        while found := await runs.told_rows(ctx, record_type, import_id, after=after):
            for row in found:
                for cells in _error_lines(row, language):
                    writer.writerow([defused(cell) for cell in cells])
            after = found[-1]["row"]
        return Response(
            out.getvalue().encode("utf-8-sig"),
            media_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="errors.csv"'},
        )


def _told(row: Any, language: Language) -> dict[str, Any]:
    """Return what there is to tell of a row, in words."""
    detail = orjson.loads(row["detail"])
    troubles = []
    for column, code, params in detail.get("troubles", ()):
        title, text = problem_text(code, language, params)
        told = {"column": column, "code": code, "params": params, "title": title, "detail": text}
        troubles.append(told)
    known = {"row": row["row"], "result": row["outcome"], "record": row["record"]}
    return {**detail, **known, "troubles": troubles}


def _error_lines(row: Any, language: Language) -> list[list[str]]:
    """Return a failed row as it was given, with the first thing that stood against it."""
    detail = orjson.loads(row["detail"])
    if "cells" not in detail or not detail["troubles"]:
        return []
    column, code, params = detail["troubles"][0]
    title, text = problem_text(code, language, params)
    return [[*detail["cells"], str(row["row"]), column, code, text or title]]


def _add_verb(router: APIRouter, record_type: RecordType[Any], path: str, verb: Verb) -> None:
    @router.post(path, summary=(verb.__doc__ or "").partition("\n")[0].rstrip("."))
    async def said(ctx: Writes, import_id: UUID) -> Response:
        return _answer(await verb(ctx, record_type, import_id))


_VERBS: dict[str, Verb] = {
    "dry_run": verbs.dry_run,
    "start": verbs.start,
    "pause": verbs.pause,
    "resume": verbs.resume,
    "cancel": verbs.cancel,
    "retry": verbs.retry,
    "undo": verbs.undo,
}


def _answer(run: dict[str, Any]) -> Response:
    return answers.json_answer(_body(run), run["version"])


def _body(value: object) -> bytes:
    return orjson.dumps(value, default=str, option=orjson.OPT_UTC_Z)
