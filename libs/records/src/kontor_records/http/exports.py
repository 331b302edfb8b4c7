"""The routes of exports: a file at once, or a job whose file its maker fetches."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import orjson
from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from kontor_chassis.context import Context
from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_records.declaration.record_type import RecordType
from kontor_records.exports import exporting, working
from kontor_records.exports.exporting import MEDIA, Wanted


class FileAnswer(StreamingResponse):
    """A file that is sent piece by piece once the edge has committed; no retry keeps it."""

    body = b""


FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {media: {} for media in MEDIA.values()}},
    202: {"description": "A job that will write it.", "content": {answers.JSON: {}}},
}
"""What an export is answered with."""


def export_routes(record_type: RecordType[Any]) -> APIRouter:
    """Return the routes by which records of a type are exported."""
    router = make_router(tags=[record_type.plural])
    path = f"/{record_type.plural}/exports"

    @router.post(path, summary=f"Export {record_type.plural}", responses=FILE)
    async def post(ctx: Writes, body: Wanted) -> Response:
        run, file = await exporting.export(ctx, record_type, body)
        if file is None:
            headers = {"Location": f"/api/v1{path}/{run['id']}"}
            return Response(_body(run), 202, headers=headers, media_type=answers.JSON)
        return Response(file, headers=_named(record_type, run), media_type=_media(run))

    @router.get(path, summary="List one's own exports")
    async def listed(ctx: Reads) -> Response:
        return answers.page_answer(_body({"items": await working.listed(ctx, record_type)}))

    @router.get(path + "/{export_id}", summary="See how an export stands")
    async def get(ctx: Reads, export_id: UUID) -> Response:
        run = exporting.run_shown(await working.mine(ctx, record_type, export_id))
        return answers.json_answer(_body(run), run["version"])

    @router.post(
        path + "/{export_id}/download", summary="Fetch the file of an export", responses=FILE
    )
    async def download(ctx: Writes, export_id: UUID) -> Response:
        run = await working.download(ctx, record_type, export_id)
        return FileAnswer(
            _pieces(ctx, export_id), headers=_named(record_type, run), media_type=_media(run)
        )

    return router


async def _pieces(ctx: Context, export: UUID) -> AsyncIterator[bytes]:
    part = 0
    while body := await working.part_of(ctx, export, part):
        yield body
        part += 1


def _named(record_type: RecordType[Any], run: dict[str, Any]) -> dict[str, str]:
    name = f"{record_type.plural}.{run['wanted']['format']}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}


def _media(run: dict[str, Any]) -> str:
    wanted = run["wanted"]
    media = MEDIA[wanted["format"]]
    return f"{media}; charset={wanted['encoding']}" if wanted["format"] == "csv" else media


def _body(value: object) -> bytes:
    return orjson.dumps(value, default=str, option=orjson.OPT_UTC_Z)
