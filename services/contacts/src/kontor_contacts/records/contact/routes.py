"""HTTP for contacts."""

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
from kontor_contacts.records.contact import commands, queries
from kontor_contacts.records.contact.schemas import ContactChange, NewContact, SortField
from kontor_schemas.contacts.contact import Contact

router = make_router(tags=["contacts"])


class ContactQuery(PageQuery[SortField]):
    """What a list of contacts may be asked for."""

    owner: UUID | None = None
    organization: UUID | None = None
    status: str | None = None


@router.get("/contacts", summary="List contacts", response_model=PageShape[Contact])
async def list_contacts(ctx: Reads, query: Annotated[ContactQuery, Query()]) -> Response:
    listing: Listing = query.listing()
    return answers.page_answer(await queries.contacts_page(ctx, listing, query.cursor))


@router.post("/contacts", summary="Create a contact", status_code=201, response_model=Contact)
async def create_contact(ctx: Writes, body: NewContact) -> Response:
    contact = await commands.create_contact(ctx, given(body))
    return answers.created_answer(contact, "contacts")


@router.get("/contacts/{contact_id}", summary="Get a contact", response_model=Contact)
async def get_contact(ctx: Reads, contact_id: UUID) -> Response:
    return answers.json_answer(*await queries.contact_json(ctx, contact_id))


@router.patch("/contacts/{contact_id}", summary="Change a contact", response_model=Contact)
async def change_contact(ctx: Writes, contact_id: UUID, body: ContactChange) -> Response:
    contact = await commands.change_contact(ctx, contact_id, given(body))
    return answers.state_answer(contact)


@router.delete("/contacts/{contact_id}", summary="Delete a contact", status_code=204)
async def delete_contact(ctx: Writes, contact_id: UUID) -> Response:
    await commands.delete_contact(ctx, contact_id)
    return answers.nothing()
