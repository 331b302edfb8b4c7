"""HTTP for organizations."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from kontor_chassis.database.paging import Listing
from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.lists import PageQuery, PageShape
from kontor_chassis.http.shapes import given
from kontor_contacts.records.organization import commands, queries
from kontor_contacts.records.organization.schemas import (
    NewOrganization,
    OrganizationChange,
    SortField,
)
from kontor_schemas.contacts.organization import Organization

router = make_router(tags=["organizations"])


class OrganizationQuery(PageQuery[SortField]):
    """What a list of organizations may be asked for."""

    owner: UUID | None = None
    country: str | None = None
    status: str | None = None


@router.get("/organizations", summary="List organizations", response_model=PageShape[Organization])
async def list_organizations(ctx: Reads, query: Annotated[OrganizationQuery, Query()]) -> Response:
    listing: Listing = query.listing()
    return answers.page_answer(await queries.organizations_page(ctx, listing, query.cursor))


@router.post(
    "/organizations", summary="Create an organization", status_code=201, response_model=Organization
)
async def create_organization(ctx: Writes, body: NewOrganization) -> Response:
    organization = await commands.create_organization(ctx, given(body))
    return answers.created_answer(organization, "organizations")


@router.get(
    "/organizations/{organization_id}", summary="Get an organization", response_model=Organization
)
async def get_organization(ctx: Reads, organization_id: UUID) -> Response:
    return answers.json_answer(*await queries.organization_json(ctx, organization_id))


@router.patch(
    "/organizations/{organization_id}",
    summary="Change an organization",
    response_model=Organization,
)
async def change_organization(
    ctx: Writes, organization_id: UUID, body: OrganizationChange
) -> Response:
    organization = await commands.change_organization(ctx, organization_id, given(body))
    return answers.state_answer(organization)


@router.delete(
    "/organizations/{organization_id}", summary="Delete an organization", status_code=204
)
async def delete_organization(ctx: Writes, organization_id: UUID) -> Response:
    await commands.delete_organization(ctx, organization_id)
    return answers.nothing()
