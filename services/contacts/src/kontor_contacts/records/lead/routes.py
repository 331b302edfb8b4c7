"""HTTP for leads."""

from uuid import UUID

from starlette.responses import Response

from kontor_chassis.http.edge import Writes
from kontor_contacts.records.lead import commands
from kontor_contacts.records.lead.record import LEAD
from kontor_contacts.records.lead.schemas import Assignment
from kontor_records.http.routes import Verbs, record_routes, state_answer
from kontor_schemas.contacts.lead import Lead

router = record_routes(
    LEAD,
    Verbs(
        create=commands.create_lead,
        change=commands.change_lead,
        hidden=frozenset({"stage", "disqualify_reason"}),
    ),
)


@router.post("/leads/{lead_id}/assign", summary="Give a lead to a user", response_model=Lead)
async def assign_lead(ctx: Writes, lead_id: UUID, body: Assignment) -> Response:
    return await state_answer(ctx, LEAD, await commands.assign_lead(ctx, lead_id, body))
