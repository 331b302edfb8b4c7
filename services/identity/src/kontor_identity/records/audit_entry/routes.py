"""HTTP for the audit log, which administrators read and check."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads
from kontor_identity.records.audit_entry import queries
from kontor_identity.records.audit_entry.schemas import AuditPage, AuditQuery, AuditVerdict
from kontor_schemas import wire

router = make_router(tags=["audit"])


@router.get("/audit_entries", summary="Read the audit log", response_model=AuditPage)
async def list_entries(ctx: Reads, query: Annotated[AuditQuery, Query()]) -> Response:
    return answers.page_answer(wire.to_json(await queries.page(ctx, query.before, query.limit)))


@router.get("/audit_entries/verify", summary="Check the audit log", response_model=AuditVerdict)
async def verify(ctx: Reads) -> Response:
    found = await queries.verdict(ctx)
    verdict = AuditVerdict(
        is_whole=found.broken_at is None,
        entries=found.last.number,
        digest=found.last.digest.hex(),
        broken_at=found.broken_at,
    )
    return answers.page_answer(wire.to_json(verdict))
