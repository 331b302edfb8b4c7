"""The HTTP application of a service: its routes, the internal ones, and what surrounds them all."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kontor_chassis.errors import Refusal, RouteUnknown
from kontor_chassis.http import internal
from kontor_chassis.http.dispatch import PREFIX, Dispatch
from kontor_chassis.http.edge import Edge
from kontor_chassis.http.guard import Guard
from kontor_chassis.http.problems import problem
from kontor_chassis.runtime import Runtime
from kontor_chassis.texts.catalogue import add_folder, language_of

PROBLEM = {
    "description": "Refused; a problem document (RFC 9457) says why.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def router(*, tags: list[str]) -> APIRouter:
    """Return a router whose routes go through the edge."""
    return APIRouter(route_class=Edge, tags=list(tags), responses={"4XX": PROBLEM, "5XX": PROBLEM})


def served_app(runtime: Runtime) -> ASGIApp:
    """Return what the listener serves: the application, behind the service's door if it has one."""
    app, wrap = make_app(runtime), runtime.definition.wrap
    stack = app.middleware_stack
    assert stack is not None  # noqa: S101 - make_app has just set it

    async def own(scope: Scope, receive: Receive, send: Send) -> None:
        # Past FastAPI's own entrance, whose instrumentation took a tenth of every request.
        scope["app"] = app
        await stack(scope, receive, send)

    return wrap(runtime, own) if wrap else own


def make_app(runtime: Runtime) -> FastAPI:
    """Return the ASGI application of a service.

    Authentication stands before every route (`guard`); there is no way to declare a route of a
    service that answers without a verified identity but the few that the guard lists.
    """
    definition = runtime.definition
    if definition.texts:
        add_folder(definition.texts)
    app = FastAPI(
        title=f"Kontor {definition.name}",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        separate_input_output_schemas=False,
    )
    app.state.runtime = runtime
    for part in definition.routers:
        app.include_router(_past_the_edge(part), prefix=PREFIX)
    for part in definition.internal:
        app.include_router(part, prefix="/internal", include_in_schema=False)
    app.include_router(internal.router, prefix="/internal", include_in_schema=False)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(HTTPException, _no_route)
    _describe(app, definition.routers)
    # Guard and dispatch stand where FastAPI would put its own stack: they answer every refusal, and
    # FastAPI's way is left to the few internal and open routes.
    rest = app.build_middleware_stack()
    app.middleware_stack = Guard(Dispatch(rest, definition.routers, runtime), runtime)
    return app


async def _refused(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)  # noqa: S101 - registered for this class only
    language = language_of(request.headers.get("accept-language", ""))
    return problem(refusal, language, request.state.request_id)


async def _no_route(request: Request, _fault: Exception) -> Response:
    return await _refused(request, RouteUnknown())


def _past_the_edge(part: APIRouter) -> APIRouter:
    """Return the routes that run FastAPI's way: those of the edge are run by the dispatch."""
    rest = APIRouter()
    rest.routes = [route for route in part.routes if not isinstance(route, Edge)]
    return rest


def _describe(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    generate = app.openapi

    def described() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        run = list(app.router.routes)
        for part in routers:
            edges = (route for route in part.routes if isinstance(route, Edge))
            app.router.routes.extend(route.described(PREFIX) for route in edges)
        try:
            document = generate()
        finally:
            app.router.routes[:] = run
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.setdefault("Problem", _PROBLEM_SCHEMA)
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        for path in document["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
        return document

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's documented way


_PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "params", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "params": {"type": "object"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code"],
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "params": {"type": "object"},
                    "title": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
