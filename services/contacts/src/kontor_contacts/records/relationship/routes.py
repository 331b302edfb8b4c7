"""HTTP for relationships."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.edge import Reads
from kontor_contacts.records.relationship import commands, queries
from kontor_contacts.records.relationship.record import RELATIONSHIP
from kontor_contacts.records.relationship.schemas import NetworkQuery
from kontor_records.http.routes import Verbs, record_routes

router = record_routes(
    RELATIONSHIP,
    Verbs(create=commands.create_relationship, change=commands.change_relationship),
)


@router.get("/contacts/{contact_id}/network", summary="Show who is around a person")
async def show_network(
    ctx: Reads, contact_id: UUID, query: Annotated[NetworkQuery, Query()]
) -> Response:
    return answers.page_answer(await queries.network_json(ctx, contact_id, query.depth))
