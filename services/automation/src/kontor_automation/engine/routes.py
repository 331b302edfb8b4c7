"""HTTP for runs and decisions; both are read only."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from kontor_automation.engine import queries
from kontor_automation.engine.schemas import DecisionShape, Outcome, RunShape, RunState
from kontor_chassis.database.paging import Listing
from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads
from kontor_chassis.http.lists import PageQuery, PageShape

router = make_router(tags=["runs"])
SortField = Literal["created_at"]


class OfRecordQuery(PageQuery[SortField]):
    """A list that can be narrowed to one record."""

    record: UUID | None = None
    rule: UUID | None = None

    def listing(self) -> Listing:
        """Return the list that is asked for."""
        asked = super().listing()
        renamed = {"record": "record_id", "fact": "fact_id"}
        filters = {renamed.get(name, name): value for name, value in asked.filters.items()}
        return Listing(
            filters=filters, sort=asked.sort, descending=asked.descending, limit=asked.limit
        )


class RunQuery(OfRecordQuery):
    """What a list of runs may be asked for."""

    state: RunState | None = None
    fact: UUID | None = None


class DecisionQuery(OfRecordQuery):
    """What the assignment log may be asked for."""

    outcome: Outcome | None = None


@router.get("/runs", summary="List runs", response_model=PageShape[RunShape])
async def list_runs(ctx: Reads, query: Annotated[RunQuery, Query()]) -> Response:
    return answers.page_answer(await queries.runs_page(ctx, query.listing(), query.cursor))


@router.get("/runs/{run_id}", summary="Get a run with its steps", response_model=RunShape)
async def get_run(ctx: Reads, run_id: UUID) -> Response:
    return answers.page_answer(await queries.run_json(ctx, run_id))


@router.get("/assignment_log", summary="List decisions", response_model=PageShape[DecisionShape])
async def list_decisions(ctx: Reads, query: Annotated[DecisionQuery, Query()]) -> Response:
    return answers.page_answer(await queries.decisions_page(ctx, query.listing(), query.cursor))
