"""HTTP for what the user who asks prefers."""

from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_chassis.http.shapes import given
from kontor_identity.records.preference import commands, queries
from kontor_identity.records.preference.schemas import PreferenceChange
from kontor_schemas import wire

router = make_router(tags=["me"])

_PATH = "/me/preferences"


@router.get(_PATH, summary="What I prefer", response_model=PreferenceChange)
async def get_preferences(ctx: Reads) -> Response:
    found = await queries.preferences_of(ctx, queries.user_of(ctx))
    return answers.page_answer(wire.plain_json(found))


@router.patch(_PATH, summary="Prefer something else", response_model=PreferenceChange)
async def change_preferences(ctx: Writes, body: PreferenceChange) -> Response:
    preferred = await commands.change_preferences(ctx, given(body))
    return answers.page_answer(wire.plain_json(preferred))
