"""The edge of routes that answer without a verified identity: strict JSON and nothing else.

Such a route belongs to a public segment of its service's definition. It finds out by itself who
is asking, and runs its commands as errands, because no tenant is known before.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from kontor_chassis.http.app import PROBLEM
from kontor_chassis.http.json_body import JsonRequest
from kontor_chassis.validation import faults_of

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class OpenEdge(APIRoute):
    """The route class of what is asked before signing in."""

    def get_route_handler(self) -> Handler:
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            wrapped = JsonRequest(request.scope, request.receive)
            try:
                if await wrapped.body():
                    await wrapped.json()  # here: FastAPI would answer a fault in its own words
                return await handler(wrapped)
            except RequestValidationError as invalid:
                raise faults_of([_without_source(error) for error in invalid.errors()]) from None

        return answer


def open_router(*, tags: list[str]) -> APIRouter:
    """Return a router whose routes answer without an identity."""
    return APIRouter(
        route_class=OpenEdge, tags=list(tags), responses={"4XX": PROBLEM, "5XX": PROBLEM}
    )


def _without_source(error: Any) -> Any:
    """Drop FastAPI's first location part (`body`), so that the rest is a pointer into the body."""
    location = error["loc"]
    if location and location[0] == "body":
        return {**error, "loc": location[1:]}
    return error
