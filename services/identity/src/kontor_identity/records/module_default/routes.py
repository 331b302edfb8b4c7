"""HTTP for module defaults."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.certainty import Certain
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.lists import PageQuery, PageShape
from kontor_chassis.http.shapes import given
from kontor_identity.records.module_default import commands, queries
from kontor_identity.records.module_default.schemas import (
    ModuleDefaultChange,
    NewModuleDefault,
    SortField,
)
from kontor_schemas.identity.module_default import ModuleDefault

router = make_router(tags=["module defaults"])

_PATH = "/module_defaults/{default_id}"


class ModuleDefaultQuery(PageQuery[SortField]):
    """What a list of module defaults may be asked for."""

    record: str | None = None


@router.get(
    "/module_defaults", summary="List module defaults", response_model=PageShape[ModuleDefault]
)
async def list_defaults(ctx: Reads, query: Annotated[ModuleDefaultQuery, Query()]) -> Response:
    listing = query.listing()
    return answers.page_answer(await queries.module_defaults_page(ctx, listing, query.cursor))


@router.post(
    "/module_defaults",
    summary="Say how far a record type is open",
    status_code=201,
    response_model=ModuleDefault,
)
async def create_default(ctx: Writes, _: Certain, body: NewModuleDefault) -> Response:
    default = await commands.create_default(ctx, given(body))
    return answers.created_answer(default, "module_defaults")


@router.get(_PATH, summary="Get a module default", response_model=ModuleDefault)
async def get_default(ctx: Reads, default_id: UUID) -> Response:
    return answers.json_answer(*await queries.module_default_json(ctx, default_id))


@router.patch(_PATH, summary="Open a record type further or less far", response_model=ModuleDefault)
async def change_default(
    ctx: Writes, _: Certain, default_id: UUID, body: ModuleDefaultChange
) -> Response:
    return answers.state_answer(await commands.change_default(ctx, default_id, given(body)))
