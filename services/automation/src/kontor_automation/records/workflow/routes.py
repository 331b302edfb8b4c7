"""HTTP for workflows."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from kontor_automation.records.workflow import commands, queries
from kontor_automation.records.workflow.schemas import (
    NewWorkflow,
    SortField,
    WorkflowChange,
)
from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.lists import PageQuery, PageShape
from kontor_chassis.http.shapes import given
from kontor_schemas.automation.workflow import Workflow

router = make_router(tags=["workflows"])
_LIST = "/workflows"
_ONE = "/workflows/{workflow_id}"


class WorkflowQuery(PageQuery[SortField]):
    """What a list of workflows may be asked for."""

    on: str | None = None
    is_active: bool | None = None


@router.get(_LIST, summary="List workflows", response_model=PageShape[Workflow])
async def list_workflows(ctx: Reads, query: Annotated[WorkflowQuery, Query()]) -> Response:
    return answers.page_answer(await queries.workflows_page(ctx, query.listing(), query.cursor))


@router.post(_LIST, summary="Create a workflow", status_code=201, response_model=Workflow)
async def create_workflow(ctx: Writes, body: NewWorkflow) -> Response:
    workflow = await commands.create_workflow(ctx, given(body))
    return answers.created_answer(workflow, "workflows")


@router.get(_ONE, summary="Get a workflow", response_model=Workflow)
async def get_workflow(ctx: Reads, workflow_id: UUID) -> Response:
    return answers.json_answer(*await queries.workflow_json(ctx, workflow_id))


@router.patch(_ONE, summary="Change a workflow", response_model=Workflow)
async def change_workflow(ctx: Writes, workflow_id: UUID, body: WorkflowChange) -> Response:
    workflow = await commands.change_workflow(ctx, workflow_id, given(body))
    return answers.state_answer(workflow)


@router.delete(_ONE, summary="Delete a workflow", status_code=204)
async def delete_workflow(ctx: Writes, workflow_id: UUID) -> Response:
    await commands.delete_workflow(ctx, workflow_id)
    return answers.nothing()


@router.post(f"{_ONE}/activate", summary="Let a workflow run from now on", response_model=Workflow)
async def activate_workflow(ctx: Writes, workflow_id: UUID) -> Response:
    return answers.state_answer(await commands.activate_workflow(ctx, workflow_id))


@router.post(f"{_ONE}/pause", summary="Let a workflow run no more", response_model=Workflow)
async def pause_workflow(ctx: Writes, workflow_id: UUID) -> Response:
    return answers.state_answer(await commands.pause_workflow(ctx, workflow_id))
