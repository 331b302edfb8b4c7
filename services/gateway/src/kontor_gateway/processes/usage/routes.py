"""HTTP for usage, below `/internal`: for operators, until rights say which users may see it."""

from datetime import timedelta
from uuid import UUID

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kontor_chassis.actor import Principal
from kontor_chassis.errors import ActionForbidden
from kontor_chassis.http.answers import JSON
from kontor_chassis.runtime import Runtime
from kontor_gateway.processes.usage import queries

router = APIRouter()
_SHOWN = timedelta(days=62)


@router.get("/usage/{tenant_id}")
async def usage(request: Request, tenant_id: UUID) -> Response:
    """Give what a tenant has used, day by day."""
    principal: Principal = request.state.principal
    if str(principal.subject) != "service:operator":
        raise ActionForbidden
    runtime: Runtime = request.app.state.runtime
    since = runtime.clock.now().date() - _SHOWN
    rows = await queries.usage_of(runtime.worker_pool, tenant_id, since)
    return Response(orjson.dumps({"items": [dict(row) for row in rows]}), media_type=JSON)
