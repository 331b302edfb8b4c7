"""HTTP for holds: services hold records of a type and release them."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import ConfigDict
from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Writes
from kontor_chassis.http.shapes import Shape
from kontor_records.declaration.record_type import RecordType
from kontor_records.holds import holding
from kontor_schemas.record_state import Hold
from kontor_schemas.text import Code


class Holding(Hold):
    """A hold as a service asks for it: a route needs its shape built when it is declared."""

    model_config = ConfigDict(defer_build=False)


class Release(Shape):
    """The end of a hold.

    Attributes:
        name: What held it.
        holder: The id of the thing that held it.
    """

    name: Code
    holder: UUID


def hold_routes(record_type: RecordType[Any]) -> APIRouter:
    """Return the routes by which services hold records of a type and release them."""
    router = make_router(tags=[record_type.plural])
    one = f"/{record_type.plural}/{{record_id}}"

    @router.post(one + "/hold", summary="Hold it", response_model=record_type.state)
    async def hold(ctx: Writes, record_id: UUID, body: Holding) -> Response:
        return answers.state_answer(await holding.hold(ctx, record_type, record_id, body))

    @router.post(one + "/release", summary="End a hold", response_model=record_type.state)
    async def release(ctx: Writes, record_id: UUID, body: Release) -> Response:
        released = await holding.release(ctx, record_type, record_id, body.name, body.holder)
        return answers.state_answer(released)

    return router
