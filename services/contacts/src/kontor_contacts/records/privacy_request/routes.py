"""HTTP for privacy requests."""

from uuid import UUID

from starlette.responses import Response

from kontor_chassis.http.edge import Writes
from kontor_contacts.records.privacy_request import commands
from kontor_contacts.records.privacy_request.record import PRIVACY_REQUEST
from kontor_records.http.routes import Verbs, record_routes, state_answer
from kontor_schemas.contacts.privacy_request import PrivacyRequest

router = record_routes(
    PRIVACY_REQUEST,
    Verbs(
        create=commands.create_request,
        change=commands.change_request,
        hidden=frozenset({"state", "refused_reason"}),
        deletes_itself=True,
    ),
)


@router.post(
    "/privacy_requests/{request_id}/verify",
    summary="Take note that the person is who they say",
    response_model=PrivacyRequest,
)
async def verify(ctx: Writes, request_id: UUID) -> Response:
    request = await commands.verify_identity(ctx, request_id)
    return await state_answer(ctx, PRIVACY_REQUEST, request)


@router.post(
    "/privacy_requests/{request_id}/extend",
    summary="Extend the term by two months",
    response_model=PrivacyRequest,
)
async def extend(ctx: Writes, request_id: UUID) -> Response:
    request = await commands.extend_term(ctx, request_id)
    return await state_answer(ctx, PRIVACY_REQUEST, request)
