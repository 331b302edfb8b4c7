"""HTTP for sharing rules."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.certainty import Certain
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.lists import PageQuery, PageShape
from kontor_chassis.http.shapes import given
from kontor_identity.records.sharing_rule import commands, queries
from kontor_identity.records.sharing_rule.schemas import (
    NewSharingRule,
    RulePreview,
    SharingRuleChange,
    SortField,
)
from kontor_schemas import wire
from kontor_schemas.identity.sharing_rule import SharingRule

router = make_router(tags=["sharing rules"])

_PATH = "/sharing_rules/{rule_id}"


class SharingRuleQuery(PageQuery[SortField]):
    """What a list of sharing rules may be asked for."""

    record: str | None = None


@router.get("/sharing_rules", summary="List sharing rules", response_model=PageShape[SharingRule])
async def list_rules(ctx: Reads, query: Annotated[SharingRuleQuery, Query()]) -> Response:
    listing = query.listing()
    return answers.page_answer(await queries.sharing_rules_page(ctx, listing, query.cursor))


@router.post(
    "/sharing_rules", summary="Create a sharing rule", status_code=201, response_model=SharingRule
)
async def create_rule(ctx: Writes, _: Certain, body: NewSharingRule) -> Response:
    return answers.created_answer(await commands.create_rule(ctx, given(body)), "sharing_rules")


@router.get(_PATH, summary="Get a sharing rule", response_model=SharingRule)
async def get_rule(ctx: Reads, rule_id: UUID) -> Response:
    return answers.json_answer(*await queries.sharing_rule_json(ctx, rule_id))


@router.patch(_PATH, summary="Change a sharing rule", response_model=SharingRule)
async def change_rule(ctx: Writes, _: Certain, rule_id: UUID, body: SharingRuleChange) -> Response:
    return answers.state_answer(await commands.change_rule(ctx, rule_id, given(body)))


@router.delete(_PATH, summary="Delete a sharing rule", status_code=204)
async def delete_rule(ctx: Writes, _: Certain, rule_id: UUID) -> Response:
    await commands.delete_rule(ctx, rule_id)
    return answers.nothing()


@router.post(_PATH + "/activate", summary="Let a rule open records", response_model=SharingRule)
async def activate_rule(ctx: Writes, _: Certain, rule_id: UUID) -> Response:
    return answers.state_answer(await commands.activate_rule(ctx, rule_id))


@router.post(
    _PATH + "/deactivate", summary="Let a rule open nothing any more", response_model=SharingRule
)
async def deactivate_rule(ctx: Writes, _: Certain, rule_id: UUID) -> Response:
    return answers.state_answer(await commands.deactivate_rule(ctx, rule_id))


@router.get(_PATH + "/preview", summary="See what a rule opens", response_model=RulePreview)
async def preview_rule(ctx: Reads, rule_id: UUID) -> Response:
    return answers.page_answer(wire.plain_json(await queries.rule_preview(ctx, rule_id)))
