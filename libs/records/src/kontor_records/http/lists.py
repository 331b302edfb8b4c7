"""HTTP for lists and boards of one record type."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.edge import Reads
from kontor_records.declaration.record_type import RecordType
from kontor_records.http.list_parameters import BOARD, LIST
from kontor_records.http.list_shapes import BoardShape, page_shape
from kontor_records.http.views import add_views
from kontor_records.lists import board as boards
from kontor_records.lists.listing import listing_of
from kontor_records.lists.page import page


def add_lists(router: APIRouter, record_type: RecordType[Any]) -> None:
    """Add the list of a record type with its saved views, and its board where it has one."""
    path = f"/{record_type.plural}"

    @router.get(
        path,
        summary=f"List {record_type.plural}",
        response_model=page_shape(record_type.state),
        openapi_extra=LIST,
    )
    async def list_records(ctx: Reads, request: Request) -> Response:
        listing = listing_of(request.query_params.multi_items())
        return answers.page_answer(await page(ctx, record_type, listing))

    add_views(router, record_type)
    if not record_type.has("board"):
        return

    @router.get(
        f"{path}/board",
        summary=f"Show {record_type.plural} as a board",
        response_model=BoardShape,
        openapi_extra=BOARD,
    )
    async def show_board(ctx: Reads, request: Request) -> Response:
        asked = boards.board_listing_of(request.query_params.multi_items())
        return answers.page_answer(await boards.board(ctx, record_type, asked))
