"""HTTP for contacts."""

from uuid import UUID

from starlette.responses import Response

from kontor_chassis.http.edge import Writes
from kontor_contacts.records.contact import commands
from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.contact.schemas import Certainty, Departure
from kontor_records.http.routes import Verbs, record_routes, state_answer
from kontor_schemas.contacts.contact import Contact

router = record_routes(
    CONTACT,
    Verbs(
        create=commands.create_contact,
        change=commands.change_contact,
        hidden=frozenset({"status"}),
        also=Certainty,
    ),
)


@router.post(
    "/contacts/{contact_id}/leave",
    summary="Let a person leave an organization",
    response_model=Contact,
)
async def leave(ctx: Writes, contact_id: UUID, body: Departure) -> Response:
    contact = await commands.leave_organization(ctx, contact_id, body)
    return await state_answer(ctx, CONTACT, contact)


@router.post(
    "/contacts/{contact_id}/mark_deceased",
    summary="Take note that a person has died",
    response_model=Contact,
)
async def mark_deceased(ctx: Writes, contact_id: UUID) -> Response:
    contact = await commands.mark_contact_deceased(ctx, contact_id)
    return await state_answer(ctx, CONTACT, contact)


@router.post(
    "/contacts/{contact_id}/reactivate",
    summary="Take a person as present again",
    response_model=Contact,
)
async def reactivate(ctx: Writes, contact_id: UUID) -> Response:
    contact = await commands.reactivate_contact(ctx, contact_id)
    return await state_answer(ctx, CONTACT, contact)
