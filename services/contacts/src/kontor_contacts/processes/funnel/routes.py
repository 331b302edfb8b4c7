"""HTTP for the funnel."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads
from kontor_contacts.processes.funnel import queries
from kontor_contacts.processes.funnel.schemas import FunnelQuery

router = make_router(tags=["leads"])


@router.get("/leads/funnel", summary="See how far leads have come, by period and source")
async def show_funnel(ctx: Reads, query: Annotated[FunnelQuery, Query()]) -> Response:
    return answers.page_answer(await queries.funnel_json(ctx, query))
