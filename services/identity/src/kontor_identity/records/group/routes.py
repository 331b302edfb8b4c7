"""HTTP for groups."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kontor_chassis.database.paging import Listing
from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.certainty import Certain
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.lists import PageQuery, PageShape
from kontor_chassis.http.shapes import given
from kontor_identity.records.group import commands, queries
from kontor_identity.records.group.schemas import (
    GroupChange,
    GroupTarget,
    Member,
    NewGroup,
    SortField,
)
from kontor_schemas.identity.group import Group

router = make_router(tags=["groups"])


class GroupQuery(PageQuery[SortField]):
    """What a list of groups may be asked for."""


class GroupSearch(BaseModel):
    """What to look for in names, and how many to name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: str = Field(max_length=200)
    limit: int = Field(default=20, ge=1, le=100)


@router.get("/groups", summary="List groups", response_model=PageShape[Group])
async def list_groups(ctx: Reads, query: Annotated[GroupQuery, Query()]) -> Response:
    listing: Listing = query.listing()
    return answers.page_answer(await queries.groups_page(ctx, listing, query.cursor))


@router.get("/groups/search", summary="Find groups by their names")
async def find_groups(ctx: Reads, query: Annotated[GroupSearch, Query()]) -> Response:
    return answers.page_answer(await queries.groups_called(ctx, query.q, query.limit))


@router.post(
    "/groups",
    summary="Create a group",
    status_code=201,
    response_model=Group,
)
async def create_group(ctx: Writes, _: Certain, body: NewGroup) -> Response:
    group = await commands.create_group(ctx, given(body))
    return answers.created_answer(group, "groups")


@router.get("/groups/{group_id}", summary="Get a group", response_model=Group)
async def get_group(ctx: Reads, group_id: UUID) -> Response:
    return answers.json_answer(*await queries.group_json(ctx, group_id))


@router.patch("/groups/{group_id}", summary="Change a group", response_model=Group)
async def change_group(ctx: Writes, _: Certain, group_id: UUID, body: GroupChange) -> Response:
    return answers.state_answer(await commands.change_group(ctx, group_id, given(body)))


@router.delete("/groups/{group_id}", summary="Delete a group", status_code=204)
async def delete_group(ctx: Writes, _: Certain, group_id: UUID) -> Response:
    await commands.delete_group(ctx, group_id)
    return answers.nothing()


@router.post("/groups/{group_id}/add_member", summary="Add a member", response_model=Group)
async def add_member(ctx: Writes, _: Certain, group_id: UUID, body: Member) -> Response:
    return answers.state_answer(await commands.add_member(ctx, group_id, body.member))


@router.post("/groups/{group_id}/remove_member", summary="Remove a member", response_model=Group)
async def remove_member(ctx: Writes, _: Certain, group_id: UUID, body: Member) -> Response:
    return answers.state_answer(await commands.remove_member(ctx, group_id, body.member))


@router.post(
    "/groups/{group_id}/replace",
    summary="Put another group in its place and delete it",
    response_model=Group,
)
async def replace_group(ctx: Writes, _: Certain, group_id: UUID, body: GroupTarget) -> Response:
    return answers.state_answer(await commands.replace_group(ctx, group_id, body.target))
