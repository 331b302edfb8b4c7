"""HTTP for organizations."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.edge import Reads, Writes
from kontor_contacts.records.organization import commands, queries
from kontor_contacts.records.organization.record import ORGANIZATION
from kontor_contacts.records.organization.schemas import Deletion, Members, Place
from kontor_records.http.routes import Verbs, record_routes, state_answer
from kontor_schemas.contacts.organization import Organization

router = record_routes(
    ORGANIZATION,
    Verbs(
        create=commands.create_organization,
        change=commands.change_organization,
        deletes_itself=True,
    ),
)


@router.delete(
    "/organizations/{organization_id}", summary="Delete an organization", status_code=204
)
async def delete_organization(
    ctx: Writes, organization_id: UUID, query: Annotated[Deletion, Query()]
) -> Response:
    await commands.delete_organization(ctx, organization_id, query.children)
    return answers.nothing()


@router.post(
    "/organizations/{organization_id}/move",
    summary="Hang an organization below another one",
    response_model=Organization,
)
async def move_organization(ctx: Writes, organization_id: UUID, body: Place) -> Response:
    organization = await commands.move_organization(ctx, organization_id, body.parent)
    return await state_answer(ctx, ORGANIZATION, organization)


@router.get(
    "/organizations/{organization_id}/members",
    summary="List all organizations below one",
    response_model=Members,
)
async def list_members(ctx: Reads, organization_id: UUID) -> Response:
    return answers.page_answer(await queries.members_json(ctx, organization_id))
