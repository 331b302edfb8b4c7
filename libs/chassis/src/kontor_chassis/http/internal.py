"""Internal routes: probes, metrics, and what the gateway must know of the service's routes."""

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kontor_chassis.database import revision
from kontor_chassis.database.pool import CONNECTION_FAULTS
from kontor_chassis.http.guard import BODY_LIMIT
from kontor_chassis.runtime import Runtime
from kontor_chassis.telemetry import liveness, metrics

router = APIRouter()


@router.get("/live")
async def live() -> Response:
    """Say whether every loop of the process makes progress or is idle; never asks the broker."""
    stuck = liveness.stuck()
    return JSONResponse({"stuck": stuck}, 503 if stuck else 200)


@router.get("/ready")
async def ready(request: Request) -> Response:
    """Say whether the database answers and its schema is the one this code expects."""
    runtime: Runtime = request.app.state.runtime
    try:
        async with runtime.api_pool.acquire(timeout=2) as connection:
            found = await revision.current(connection)
    except CONNECTION_FAULTS:
        return JSONResponse({"ready": False, "reason": "the database does not answer"}, 503)
    expected = revision.newest(runtime.definition.migrations)
    if found != expected:
        reason = f"the schema is at {found}, the code expects {expected}"
        return JSONResponse({"ready": False, "reason": reason}, 503)
    if missing := runtime.definition.missing(runtime):
        return JSONResponse({"ready": False, "reason": missing}, 503)
    return JSONResponse({"ready": True, "revision": found})


@router.get("/metrics")
async def exposition() -> Response:
    """Give the metrics of the process in the Prometheus text format."""
    return Response(metrics.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")


@router.get("/routes")
async def routes(request: Request) -> Response:
    """Name the first path segments below `/api/v1/` that the gateway sends here."""
    definition = request.app.state.runtime.definition
    methods: dict[str, set[str]] = {}
    for route in (route for part in definition.routers for route in part.routes):
        if isinstance(route, APIRoute):
            segment = route.path.removeprefix("/").partition("/")[0]
            methods.setdefault(segment, set()).update(route.methods or ())
    listed = [
        {
            "segment": segment,
            "methods": sorted(found),
            "body_limit": definition.body_limits.get(segment, BODY_LIMIT),
            "public": segment in definition.public_segments,
            "timeout_s": 30,
        }
        for segment, found in sorted(methods.items())
    ]
    return JSONResponse({"service": definition.name, "routes": listed})
