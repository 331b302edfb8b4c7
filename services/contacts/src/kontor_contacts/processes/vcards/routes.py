"""HTTP for cards."""

from uuid import UUID

from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.edge import Reads, Writes
from kontor_contacts.processes.vcards import commands, queries
from kontor_contacts.processes.vcards.schemas import Cards, CardsTaken
from kontor_schemas.wire import plain_json

router = make_router(tags=["contacts"])


@router.get("/contacts/{contact_id}/vcard", summary="Get a contact as a vCard")
async def get_card(ctx: Reads, contact_id: UUID) -> Response:
    text = await queries.card_text(ctx, contact_id)
    named = {"Content-Disposition": f'attachment; filename="{contact_id}.vcf"'}
    return Response(text.encode(), media_type="text/vcard; charset=utf-8", headers=named)


@router.post(
    "/contacts/vcards",
    summary="Take contacts up from vCards",
    status_code=201,
    response_model=CardsTaken,
)
async def take_cards(ctx: Writes, body: Cards) -> Response:
    taken = await commands.take_cards(ctx, body.text, duplicate_ok=body.duplicate_ok)
    content = plain_json(CardsTaken(items=taken).model_dump())
    return Response(content, 201, media_type=answers.JSON)
