"""HTTP for conversions."""

from uuid import UUID

from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_contacts.processes.conversion import queries
from kontor_contacts.processes.conversion.commands import converting, undoing
from kontor_contacts.processes.conversion.schemas import Conversed, Conversion, Unconversion
from kontor_contacts.records.lead.record import LEAD
from kontor_records.http.routes import state_answer
from kontor_schemas.contacts.lead import Lead

router = make_router(tags=["leads"])


@router.post(
    "/leads/{lead_id}/convert",
    summary="Convert a lead into a contact",
    status_code=201,
    response_model=Conversed,
)
async def convert(ctx: Writes, lead_id: UUID, body: Conversion) -> Response:
    made = await converting.convert_lead(ctx, lead_id, body)
    # With a deal, sales is asked once this is stored; the conversion tells how it goes.
    status = 202 if made.state == "deal_pending" else 201
    headers = {"Location": f"/api/v1/conversions/{made.id}"}
    return Response(queries.shown(made), status, headers=headers, media_type=answers.JSON)


@router.post("/leads/{lead_id}/unconvert", summary="Take a conversion back", response_model=Lead)
async def unconvert(ctx: Writes, lead_id: UUID, body: Unconversion | None) -> Response:
    keep = body.keep_contact if body else False
    lead = await undoing.unconvert_lead(ctx, lead_id, keep_contact=keep)
    return await state_answer(ctx, LEAD, lead)


@router.get("/leads/{lead_id}/conversion_plan", summary="Show what a lead would become")
async def show_plan(ctx: Reads, lead_id: UUID) -> Response:
    return answers.page_answer(await queries.plan_json(ctx, lead_id))


@router.get(
    "/leads/{lead_id}/conversion",
    summary="See what became of a lead",
    response_model=Conversed,
)
async def get_newest(ctx: Reads, lead_id: UUID) -> Response:
    return answers.page_answer(await queries.newest_json(ctx, lead_id))


@router.get(
    "/conversions/{conversion_id}",
    summary="See how a conversion stands",
    response_model=Conversed,
)
async def get_conversion(ctx: Reads, conversion_id: UUID) -> Response:
    return answers.page_answer(await queries.conversion_json(ctx, conversion_id))
