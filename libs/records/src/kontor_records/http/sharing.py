"""Routes by which one record is given to somebody, and by which it is told why somebody has it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from kontor_chassis.context import Context
from kontor_chassis.http import answers
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.shapes import Shape
from kontor_records.access import sharing
from kontor_records.access.explain import Path
from kontor_records.access.rights import rights_of
from kontor_records.declaration.record_type import RecordType
from kontor_records.storage import records
from kontor_schemas import wire
from kontor_schemas.identifiers import Instant
from kontor_schemas.record_state import Principal, RecordState, Share
from kontor_schemas.rights import ShareLevel


class ShareBody(Shape):
    """To whom a record is opened, how far, and until when."""

    principal: Principal
    level: ShareLevel = "read"
    until: Instant | None = None


class UnshareBody(Shape):
    """From whom a record is taken back."""

    principal: Principal


class CoOwnerBody(Shape):
    """The user who has, or had, the rights of the owner."""

    user: UUID


class ExplainQuery(BaseModel):
    """Whose rights are explained; one's own where nobody is named."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    user: UUID | None = None


class WhoQuery(BaseModel):
    """Where a page of those who see a record begins."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: UUID | None = None
    limit: int = Field(default=50, ge=1, le=200)


class AccessShown(BaseModel):
    """Whom a record is given to."""

    owner: UUID | None
    owner_group: UUID | None
    co_owners: list[UUID]
    shares: list[Share]


class Explanation(BaseModel):
    """For each action the paths by which it is granted; none where it is not."""

    read: list[dict[str, Any]]
    update: list[dict[str, Any]]
    delete: list[dict[str, Any]]


class Viewer(Explanation):
    """A user who sees a record, and by which paths."""

    user: UUID


class Viewers(BaseModel):
    """A page of those who see a record; `next` is the user behind whom the next one begins."""

    items: list[Viewer]
    next: UUID | None


def add_sharing(router: APIRouter, record_type: RecordType[Any]) -> None:
    """Add the routes of a record type whose records can be given to somebody."""
    path, name = f"/{record_type.plural}/{{record_id}}", record_type.state.__name__
    model = record_type.state

    @router.post(f"{path}/share", summary=f"Open a {name} to somebody", response_model=model)
    async def share(ctx: Writes, record_id: UUID, body: ShareBody) -> Response:
        wanted = Share(principal=body.principal, level=body.level, until=body.until)
        return await _answer(
            ctx, record_type, await sharing.share(ctx, record_type, record_id, wanted)
        )

    @router.post(f"{path}/unshare", summary=f"Take a {name} back", response_model=model)
    async def unshare(ctx: Writes, record_id: UUID, body: UnshareBody) -> Response:
        state = await sharing.unshare(ctx, record_type, record_id, body.principal)
        return await _answer(ctx, record_type, state)

    @router.post(f"{path}/add_co_owner", summary=f"Add an owner of a {name}", response_model=model)
    async def add_co_owner(ctx: Writes, record_id: UUID, body: CoOwnerBody) -> Response:
        state = await sharing.add_co_owner(ctx, record_type, record_id, body.user)
        return await _answer(ctx, record_type, state)

    @router.post(
        f"{path}/remove_co_owner", summary=f"Remove an owner of a {name}", response_model=model
    )
    async def remove_co_owner(ctx: Writes, record_id: UUID, body: CoOwnerBody) -> Response:
        state = await sharing.remove_co_owner(ctx, record_type, record_id, body.user)
        return await _answer(ctx, record_type, state)

    @router.get(
        f"{path}/explain", summary=f"Why somebody sees a {name}", response_model=Explanation
    )
    async def explain(
        ctx: Reads, record_id: UUID, query: Annotated[ExplainQuery, Query()]
    ) -> Response:
        found = await sharing.explained(ctx, record_type, record_id, query.user)
        return answers.page_answer(wire.plain_json(_shown(found)))

    @router.get(f"{path}/access", summary=f"Whom a {name} is given to", response_model=AccessShown)
    async def show_access(ctx: Reads, record_id: UUID) -> Response:
        found = await sharing.access_of(ctx, record_type, record_id)
        return answers.page_answer(wire.to_json(AccessShown.model_construct(**found)))

    @router.get(f"{path}/who_sees", summary=f"Who sees a {name}", response_model=Viewers)
    async def who_sees(
        ctx: Reads, record_id: UUID, query: Annotated[WhoQuery, Query()]
    ) -> Response:
        found, following = await sharing.who_sees(
            ctx, record_type, record_id, query.after, query.limit
        )
        items = [{"user": user, **_shown(paths)} for user, paths in found.items()]
        return answers.page_answer(wire.plain_json({"items": items, "next": following}))


def _shown(found: Mapping[str, tuple[Path, ...]]) -> dict[str, list[dict[str, Any]]]:
    return {action: [asdict(each) for each in paths] for action, paths in found.items()}


async def _answer(ctx: Context, record_type: RecordType[Any], state: RecordState) -> Response:
    fields = records.state_fields(await rights_of(ctx), record_type, state)
    return answers.json_answer(fields, state.version)
