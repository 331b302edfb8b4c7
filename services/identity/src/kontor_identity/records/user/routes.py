"""HTTP for users."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kontor_chassis.context import Context
from kontor_chassis.database.paging import Listing
from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.certainty import Certain
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.lists import PageQuery, PageShape
from kontor_chassis.http.shapes import given
from kontor_identity.adapters.password_hashing import PasswordHashing
from kontor_identity.records.credential import rules as credential_rules
from kontor_identity.records.user import commands, queries
from kontor_identity.records.user.schemas import (
    NewPassword,
    NewUser,
    SortField,
    Suspension,
    UserChange,
)
from kontor_schemas.identity.user import User

router = make_router(tags=["users"])


class UserQuery(PageQuery[SortField]):
    """What a list of users may be asked for."""

    status: str | None = None


class UserSearch(BaseModel):
    """What to look for in names, and how many to name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: str = Field(max_length=200)
    limit: int = Field(default=20, ge=1, le=100)


@router.get("/users", summary="List users", response_model=PageShape[User])
async def list_users(ctx: Reads, query: Annotated[UserQuery, Query()]) -> Response:
    listing: Listing = query.listing()
    return answers.page_answer(await queries.users_page(ctx, listing, query.cursor))


@router.get("/users/search", summary="Find users by their names")
async def find_users(ctx: Reads, query: Annotated[UserSearch, Query()]) -> Response:
    return answers.page_answer(await queries.users_called(ctx, query.q, query.limit))


@router.post(
    "/users",
    summary="Create a user",
    status_code=201,
    response_model=User,
)
async def create_user(ctx: Writes, _: Certain, body: NewUser) -> Response:
    fields = given(body)
    password = fields.pop("password", None)
    hashed = None
    if password is not None:
        credential_rules.refuse_weak(password, [body.email, body.display_name])
        hashed = await _hash(ctx, password)
    user = await commands.create_user(ctx, fields, hashed)
    return answers.created_answer(user, "users")


@router.get("/users/{user_id}", summary="Get a user", response_model=User)
async def get_user(ctx: Reads, user_id: UUID) -> Response:
    return answers.json_answer(*await queries.user_json(ctx, user_id))


@router.patch("/users/{user_id}", summary="Change a user", response_model=User)
async def change_user(ctx: Writes, _: Certain, user_id: UUID, body: UserChange) -> Response:
    return answers.state_answer(await commands.change_user(ctx, user_id, given(body)))


@router.delete("/users/{user_id}", summary="Delete a user", status_code=204)
async def delete_user(ctx: Writes, _: Certain, user_id: UUID) -> Response:
    await commands.delete_user(ctx, user_id)
    return answers.nothing()


@router.post(
    "/users/{user_id}/suspend",
    summary="Keep a user out for now",
    response_model=User,
)
async def suspend_user(
    ctx: Writes, _: Certain, user_id: UUID, body: Suspension | None = None
) -> Response:
    reason = body.reason if body else None
    return answers.state_answer(await commands.suspend_user(ctx, user_id, reason))


@router.post(
    "/users/{user_id}/resume",
    summary="Let a suspended user in again",
    response_model=User,
)
async def resume_user(ctx: Writes, _: Certain, user_id: UUID) -> Response:
    return answers.state_answer(await commands.resume_user(ctx, user_id))


@router.post(
    "/users/{user_id}/set_password",
    summary="Give a user another password",
    response_model=User,
)
async def set_password(ctx: Writes, _: Certain, user_id: UUID, body: NewPassword) -> Response:
    credential_rules.refuse_weak(body.password, [])
    hashed = await _hash(ctx, body.password)
    return answers.state_answer(await commands.set_password(ctx, user_id, hashed))


async def _hash(ctx: Context, password: str) -> str:
    # Before the unit of work takes its locks: a hash takes as long as twenty transactions.
    hashing: PasswordHashing = ctx.adapters[PasswordHashing]
    return await hashing.hash(password)
