"""Certainty: what administrators and money routes ask for beyond a valid token."""

from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from kontor_chassis.errors import ServiceUnavailable
from kontor_chassis.runtime import Runtime


async def certain(request: Request) -> None:
    """Let a request pass only if its session certainly stands.

    While neither identity's heartbeat nor its answer is heard, a session may have been revoked
    without this process knowing. Everyday work goes on, the routes that name this do not.

    Raises:
        ServiceUnavailable: It is not known whether the session still stands.
    """
    runtime: Runtime = request.app.state.runtime
    if not runtime.verifier.is_sure(request.state.principal):
        raise ServiceUnavailable(retry_after=5)


Certain = Annotated[None, Depends(certain)]
