"""HTTP for leads."""

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
from kontor_contacts.records.lead import commands, queries
from kontor_contacts.records.lead.schemas import Assignment, LeadChange, NewLead, SortField
from kontor_schemas.contacts.lead import Lead

router = make_router(tags=["leads"])


class LeadQuery(PageQuery[SortField]):
    """What a list of leads may be asked for."""

    owner: UUID | None = None
    stage: str | None = None
    country: str | None = None


@router.get("/leads", summary="List leads", response_model=PageShape[Lead])
async def list_leads(ctx: Reads, query: Annotated[LeadQuery, Query()]) -> Response:
    listing: Listing = query.listing()
    return answers.page_answer(await queries.leads_page(ctx, listing, query.cursor))


@router.post("/leads", summary="Create a lead", status_code=201, response_model=Lead)
async def create_lead(ctx: Writes, body: NewLead) -> Response:
    lead = await commands.create_lead(ctx, given(body))
    return answers.created_answer(lead, "leads")


@router.get("/leads/{lead_id}", summary="Get a lead", response_model=Lead)
async def get_lead(ctx: Reads, lead_id: UUID) -> Response:
    return answers.json_answer(*await queries.lead_json(ctx, lead_id))


@router.patch("/leads/{lead_id}", summary="Change a lead", response_model=Lead)
async def change_lead(ctx: Writes, lead_id: UUID, body: LeadChange) -> Response:
    lead = await commands.change_lead(ctx, lead_id, given(body))
    return answers.state_answer(lead)


@router.delete("/leads/{lead_id}", summary="Delete a lead", status_code=204)
async def delete_lead(ctx: Writes, lead_id: UUID) -> Response:
    await commands.delete_lead(ctx, lead_id)
    return answers.nothing()


@router.post("/leads/{lead_id}/assign", summary="Give a lead to a user", response_model=Lead)
async def assign_lead(ctx: Writes, lead_id: UUID, body: Assignment) -> Response:
    return answers.state_answer(await commands.assign_lead(ctx, lead_id, body))
