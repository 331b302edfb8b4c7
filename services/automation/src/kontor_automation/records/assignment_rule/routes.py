"""HTTP for assignment rules."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from kontor_automation.records.assignment_rule import commands, queries
from kontor_automation.records.assignment_rule.schemas import (
    AssignmentRuleChange,
    NewAssignmentRule,
    SortField,
)
from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.lists import PageQuery, PageShape
from kontor_chassis.http.shapes import given
from kontor_schemas.automation.assignment_rule import AssignmentRule

router = make_router(tags=["assignment rules"])
_LIST = "/assignment_rules"
_ONE = "/assignment_rules/{rule_id}"


class AssignmentRuleQuery(PageQuery[SortField]):
    """What a list of assignment rules may be asked for."""

    record: str | None = None
    is_active: bool | None = None


@router.get(_LIST, summary="List assignment rules", response_model=PageShape[AssignmentRule])
async def list_rules(ctx: Reads, query: Annotated[AssignmentRuleQuery, Query()]) -> Response:
    return answers.page_answer(await queries.rules_page(ctx, query.listing(), query.cursor))


@router.post(
    _LIST, summary="Create an assignment rule", status_code=201, response_model=AssignmentRule
)
async def create_rule(ctx: Writes, body: NewAssignmentRule) -> Response:
    rule = await commands.create_assignment_rule(ctx, given(body))
    return answers.created_answer(rule, "assignment_rules")


@router.get(_ONE, summary="Get an assignment rule", response_model=AssignmentRule)
async def get_rule(ctx: Reads, rule_id: UUID) -> Response:
    return answers.json_answer(*await queries.rule_json(ctx, rule_id))


@router.patch(_ONE, summary="Change an assignment rule", response_model=AssignmentRule)
async def change_rule(ctx: Writes, rule_id: UUID, body: AssignmentRuleChange) -> Response:
    rule = await commands.change_assignment_rule(ctx, rule_id, given(body))
    return answers.state_answer(rule)


@router.delete(_ONE, summary="Delete an assignment rule", status_code=204)
async def delete_rule(ctx: Writes, rule_id: UUID) -> Response:
    await commands.delete_assignment_rule(ctx, rule_id)
    return answers.nothing()


@router.post(f"{_ONE}/activate", summary="Apply a rule from now on", response_model=AssignmentRule)
async def activate_rule(ctx: Writes, rule_id: UUID) -> Response:
    return answers.state_answer(await commands.activate_assignment_rule(ctx, rule_id))


@router.post(f"{_ONE}/pause", summary="Apply a rule no more", response_model=AssignmentRule)
async def pause_rule(ctx: Writes, rule_id: UUID) -> Response:
    return answers.state_answer(await commands.pause_assignment_rule(ctx, rule_id))
