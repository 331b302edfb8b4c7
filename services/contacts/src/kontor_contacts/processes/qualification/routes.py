"""HTTP for the way of a lead."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from kontor_chassis.context import Context
from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_contacts.processes.qualification import commands, queries
from kontor_contacts.processes.qualification.schemas import RuleSet, RuleTrial
from kontor_contacts.records.lead.record import LEAD
from kontor_contacts.records.lead.schemas import Accepting, Because, Moving, Qualifying
from kontor_records.http.routes import state_answer
from kontor_schemas.contacts.lead import Lead
from kontor_schemas.wire import plain_json

router: APIRouter = make_router(tags=["leads"])


async def _shown(ctx: Context, lead: Lead) -> Response:
    return await state_answer(ctx, LEAD, lead)


@router.post("/leads/{lead_id}/engage", summary="Be in touch with a lead", response_model=Lead)
async def engage(ctx: Writes, lead_id: UUID) -> Response:
    return await _shown(ctx, await commands.engage_lead(ctx, lead_id))


@router.post("/leads/{lead_id}/nurture", summary="Keep a lead warm", response_model=Lead)
async def nurture(ctx: Writes, lead_id: UUID) -> Response:
    return await _shown(ctx, await commands.nurture_lead(ctx, lead_id))


@router.post(
    "/leads/{lead_id}/qualify_marketing", summary="Hand a lead to sales", response_model=Lead
)
async def qualify_marketing(ctx: Writes, lead_id: UUID, body: Qualifying | None) -> Response:
    reason = body.reason if body else None
    return await _shown(ctx, await commands.qualify_lead(ctx, lead_id, reason))


@router.post("/leads/{lead_id}/accept", summary="Take a lead over", response_model=Lead)
async def accept(ctx: Writes, lead_id: UUID, body: Accepting | None) -> Response:
    owner = body.owner if body else None
    return await _shown(ctx, await commands.accept_lead(ctx, lead_id, owner))


@router.post("/leads/{lead_id}/reject", summary="Give a lead back", response_model=Lead)
async def reject(ctx: Writes, lead_id: UUID, body: Because) -> Response:
    return await _shown(ctx, await commands.reject_lead(ctx, lead_id, body.reason))


@router.post("/leads/{lead_id}/disqualify", summary="Give a lead up", response_model=Lead)
async def disqualify(ctx: Writes, lead_id: UUID, body: Because) -> Response:
    return await _shown(ctx, await commands.disqualify_lead(ctx, lead_id, body.reason))


@router.post("/leads/{lead_id}/reopen", summary="Take a lead up again", response_model=Lead)
async def reopen(ctx: Writes, lead_id: UUID) -> Response:
    return await _shown(ctx, await commands.reopen_lead(ctx, lead_id))


@router.post("/leads/{lead_id}/move", summary="Bring a lead to a stage", response_model=Lead)
async def move(ctx: Writes, lead_id: UUID, body: Moving) -> Response:
    return await _shown(ctx, await commands.move_lead(ctx, lead_id, body.stage, body.reason))


@router.get("/leads/{lead_id}/stages", summary="List the stages a lead has gone through")
async def list_stages(ctx: Reads, lead_id: UUID) -> Response:
    return answers.page_answer(await queries.stages_json(ctx, lead_id))


@router.get("/qualification_rules", summary="List the versions of the rule set")
async def list_rules(ctx: Reads) -> Response:
    return answers.page_answer(await queries.rules_json(ctx))


@router.post("/qualification_rules/dry_run", summary="See who would be qualified")
async def dry_run(ctx: Reads, body: RuleTrial) -> Response:
    return answers.page_answer(await queries.trial_json(ctx, body.condition, body.leads))


@router.post("/qualification_rules", summary="Put a new version of the rule set", status_code=201)
async def put_rules(ctx: Writes, body: RuleSet) -> Response:
    version = await commands.put_rule_set(ctx, body.condition, body.sales_groups)
    return Response(plain_json({"version": version}), 201, media_type=answers.JSON)
