"""HTTP for answering privacy requests."""

from uuid import UUID

from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_contacts.processes.erasure import queries as erasure_queries
from kontor_contacts.processes.privacy import commands, queries
from kontor_contacts.processes.privacy.schemas import Part
from kontor_contacts.records.privacy_request.record import PRIVACY_REQUEST
from kontor_contacts.records.privacy_request.schemas import Because
from kontor_records.http.routes import state_answer
from kontor_schemas.contacts.privacy_request import PrivacyRequest

router = make_router(tags=["privacy_requests"])


@router.post(
    "/privacy_requests/{request_id}/start",
    summary="Gather the person's data, or order the erasure",
    response_model=PrivacyRequest,
)
async def start(ctx: Writes, request_id: UUID) -> Response:
    return await _shown(ctx, await commands.start_request(ctx, request_id))


@router.post(
    "/privacy_requests/{request_id}/complete",
    summary="Answer a request",
    response_model=PrivacyRequest,
)
async def complete(ctx: Writes, request_id: UUID) -> Response:
    return await _shown(ctx, await commands.complete_request(ctx, request_id))


@router.post(
    "/privacy_requests/{request_id}/confirm",
    summary="Confirm an erasure, as a second person",
    response_model=PrivacyRequest,
)
async def confirm(ctx: Writes, request_id: UUID) -> Response:
    return await _shown(ctx, await commands.confirm_erasure(ctx, request_id))


@router.post(
    "/privacy_requests/{request_id}/refuse",
    summary="Refuse what a person asks for",
    response_model=PrivacyRequest,
)
async def refuse(ctx: Writes, request_id: UUID, body: Because) -> Response:
    return await _shown(ctx, await commands.refuse_request(ctx, request_id, body.reason))


@router.post(
    "/privacy_requests/{request_id}/add_part",
    summary="Add what another service knows of the person",
    response_model=PrivacyRequest,
)
async def add_part(ctx: Writes, request_id: UUID, body: Part) -> Response:
    return await _shown(ctx, await commands.add_part(ctx, request_id, body))


@router.get("/privacy_requests/{request_id}/erasure_plan", summary="Show what an erasure would do")
async def show_plan(ctx: Reads, request_id: UUID) -> Response:
    return answers.page_answer(await queries.plan_json(ctx, request_id))


@router.get(
    "/privacy_requests/{request_id}/packet", summary="Fetch all that is known of the person"
)
async def fetch_packet(ctx: Reads, request_id: UUID) -> Response:
    answer = answers.page_answer(await queries.packet_json(ctx, request_id))
    answer.headers["Content-Disposition"] = f'attachment; filename="{request_id}.json"'
    return answer


@router.get("/privacy_requests/{request_id}/certificate", summary="Fetch the proof of an erasure")
async def show_certificate(ctx: Reads, request_id: UUID) -> Response:
    return answers.page_answer(await erasure_queries.certificate_json(ctx, request_id))


async def _shown(ctx: Writes, request: PrivacyRequest) -> Response:
    return await state_answer(ctx, PRIVACY_REQUEST, request)
