"""HTTP for the catalogue of a service; the gateway merges those of all services."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads
from kontor_records.catalogue.serving import catalogue_of


def catalogue_routes() -> APIRouter:
    """Return the route of the catalogue; a service lists it once."""
    router = make_router(tags=["catalogue"])

    @router.get("/catalogue", summary="Record types, fields and verbs, as far as one may see them")
    async def catalogue(ctx: Reads, request: Request) -> Response:
        body, revision = await catalogue_of(ctx)
        tag = f'"{revision}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(body, 200, headers=headers, media_type=answers.JSON)

    return router
