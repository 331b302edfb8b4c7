"""HTTP for profiles."""

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
from kontor_identity.records.profile import commands, queries, rules
from kontor_identity.records.profile.schemas import (
    EffectiveRights,
    Holders,
    NewProfile,
    ProfileChange,
    ProfileName,
    RightsComparison,
    SortField,
    TwoUsers,
    WhoseRights,
)
from kontor_schemas import wire
from kontor_schemas.identity.profile import Profile

router = make_router(tags=["profiles"])


class ProfileQuery(PageQuery[SortField]):
    """What a list of profiles may be asked for."""


@router.get("/profiles", summary="List profiles", response_model=PageShape[Profile])
async def list_profiles(ctx: Reads, query: Annotated[ProfileQuery, Query()]) -> Response:
    return answers.page_answer(await queries.profiles_page(ctx, query.listing(), query.cursor))


@router.post("/profiles", summary="Create a profile", status_code=201, response_model=Profile)
async def create_profile(ctx: Writes, _: Certain, body: NewProfile) -> Response:
    return answers.created_answer(await commands.create_profile(ctx, given(body)), "profiles")


@router.get("/profiles/effective", summary="What a user may do", response_model=EffectiveRights)
async def effective_rights(ctx: Reads, query: Annotated[WhoseRights, Query()]) -> Response:
    return answers.page_answer(wire.plain_json(await queries.effective_rights(ctx, query.user)))


@router.get(
    "/profiles/compare",
    summary="Where two users' rights differ",
    response_model=RightsComparison,
)
async def compare_rights(ctx: Reads, query: Annotated[TwoUsers, Query()]) -> Response:
    first = await queries.effective_rights(ctx, query.user)
    second = await queries.effective_rights(ctx, query.other)
    found = {"differences": rules.differences(first, second)}
    return answers.page_answer(wire.plain_json(found))


@router.get("/profiles/{profile_id}", summary="Get a profile", response_model=Profile)
async def get_profile(ctx: Reads, profile_id: UUID) -> Response:
    return answers.json_answer(*await queries.profile_json(ctx, profile_id))


@router.patch("/profiles/{profile_id}", summary="Change a profile", response_model=Profile)
async def change_profile(
    ctx: Writes, _: Certain, profile_id: UUID, body: ProfileChange
) -> Response:
    return answers.state_answer(await commands.change_profile(ctx, profile_id, given(body)))


@router.delete("/profiles/{profile_id}", summary="Delete a profile", status_code=204)
async def delete_profile(ctx: Writes, _: Certain, profile_id: UUID) -> Response:
    await commands.delete_profile(ctx, profile_id)
    return answers.nothing()


@router.post(
    "/profiles/{profile_id}/assign",
    summary="Give a profile to users and roles",
    response_model=Profile,
)
async def assign_profile(ctx: Writes, _: Certain, profile_id: UUID, body: Holders) -> Response:
    profile = await commands.assign_profile(ctx, profile_id, body.users, body.roles)
    return answers.state_answer(profile)


@router.post(
    "/profiles/{profile_id}/unassign",
    summary="Take a profile from users and roles",
    response_model=Profile,
)
async def unassign_profile(ctx: Writes, _: Certain, profile_id: UUID, body: Holders) -> Response:
    profile = await commands.unassign_profile(ctx, profile_id, body.users, body.roles)
    return answers.state_answer(profile)


@router.post(
    "/profiles/{profile_id}/clone",
    summary="Make a copy of a profile",
    status_code=201,
    response_model=Profile,
)
async def clone_profile(ctx: Writes, _: Certain, profile_id: UUID, body: ProfileName) -> Response:
    profile = await commands.clone_profile(ctx, profile_id, body.name)
    return answers.created_answer(profile, "profiles")
