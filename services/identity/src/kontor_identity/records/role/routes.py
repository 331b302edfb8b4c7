"""HTTP for roles."""

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
from kontor_identity.records.role import commands, queries
from kontor_identity.records.role.schemas import (
    NewParent,
    NewRole,
    RoleChange,
    RoleTarget,
    SortField,
)
from kontor_schemas.identity.role import Role

router = make_router(tags=["roles"])


class RoleQuery(PageQuery[SortField]):
    """What a list of roles may be asked for."""

    parent: UUID | None = None


@router.get("/roles", summary="List roles", response_model=PageShape[Role])
async def list_roles(ctx: Reads, query: Annotated[RoleQuery, Query()]) -> Response:
    return answers.page_answer(await queries.roles_page(ctx, query.listing(), query.cursor))


@router.post("/roles", summary="Create a role", status_code=201, response_model=Role)
async def create_role(ctx: Writes, _: Certain, body: NewRole) -> Response:
    return answers.created_answer(await commands.create_role(ctx, given(body)), "roles")


@router.get("/roles/{role_id}", summary="Get a role", response_model=Role)
async def get_role(ctx: Reads, role_id: UUID) -> Response:
    return answers.json_answer(*await queries.role_json(ctx, role_id))


@router.patch("/roles/{role_id}", summary="Change a role", response_model=Role)
async def change_role(ctx: Writes, _: Certain, role_id: UUID, body: RoleChange) -> Response:
    return answers.state_answer(await commands.change_role(ctx, role_id, given(body)))


@router.delete("/roles/{role_id}", summary="Delete a role", status_code=204)
async def delete_role(ctx: Writes, _: Certain, role_id: UUID) -> Response:
    await commands.delete_role(ctx, role_id)
    return answers.nothing()


@router.post("/roles/{role_id}/move", summary="Hang a role below another", response_model=Role)
async def move_role(ctx: Writes, _: Certain, role_id: UUID, body: NewParent) -> Response:
    return answers.state_answer(await commands.move_role(ctx, role_id, body.parent))


@router.post(
    "/roles/{role_id}/replace",
    summary="Put another role in its place and delete it",
    response_model=Role,
)
async def replace_role(ctx: Writes, _: Certain, role_id: UUID, body: RoleTarget) -> Response:
    return answers.state_answer(await commands.replace_role(ctx, role_id, body.target))
