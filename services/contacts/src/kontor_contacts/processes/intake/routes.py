"""HTTP for what comes in."""

from uuid import UUID

from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.shapes import given
from kontor_contacts.processes.intake import commands, queries
from kontor_contacts.processes.intake.schemas import Inquiry
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.lead.record import LEAD

router = make_router(tags=["leads"])


@router.post("/leads/intake", summary="Take in what somebody asks for", status_code=204)
async def take_in(ctx: Writes, body: Inquiry) -> Response:
    await commands.take_in(ctx, given(body))
    # The same to everybody: nobody learns here whether an address is known.
    return answers.nothing()


@router.get("/leads/{lead_id}/touches", summary="List when a lead asked for something")
async def touches_of_lead(ctx: Reads, lead_id: UUID) -> Response:
    return answers.page_answer(await queries.touches_json(ctx, LEAD, lead_id))


@router.get("/contacts/{contact_id}/touches", summary="List when a contact asked for something")
async def touches_of_contact(ctx: Reads, contact_id: UUID) -> Response:
    return answers.page_answer(await queries.touches_json(ctx, CONTACT, contact_id))
