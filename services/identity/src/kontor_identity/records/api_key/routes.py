"""HTTP for API keys."""

from uuid import UUID

from starlette.responses import Response

from kontor_chassis.http import answers
from kontor_chassis.http.app import router as make_router
from kontor_chassis.http.certainty import Certain
from kontor_chassis.http.edge import Reads, Writes
from kontor_identity.records.api_key import commands, queries
from kontor_identity.records.api_key.schemas import ApiKey, ApiKeyPage, IssuedApiKey, NewApiKey
from kontor_identity.records.grant import queries as grant_queries
from kontor_schemas import wire

router = make_router(tags=["api keys"])


class ShownOnce(Response):
    """An answer with a secret; what is kept for retries has none."""

    kept_body: bytes = b""


@router.get("/api_keys", summary="List one's API keys", response_model=ApiKeyPage)
async def list_keys(ctx: Reads) -> Response:
    keys = await queries.keys_of(ctx, grant_queries.user_of(ctx.principal))
    return answers.page_answer(wire.to_json(ApiKeyPage(items=list(keys))))


@router.post(
    "/api_keys",
    summary="Issue an API key; it is shown this once",
    status_code=201,
    response_model=IssuedApiKey,
)
async def issue_key(ctx: Writes, _: Certain, body: NewApiKey) -> Response:
    key, text = await commands.issue_key(ctx, body)
    told = IssuedApiKey(**key.model_dump(), key=text)
    headers = {"Location": f"/api/v1/api_keys/{key.id}", "ETag": answers.etag(key.version)}
    answer = ShownOnce(wire.to_json(told), 201, headers=headers, media_type=answers.JSON)
    answer.kept_body = wire.to_json(told.model_copy(update={"key": None}))
    return answer


@router.get("/api_keys/{key_id}", summary="Get one of one's API keys", response_model=ApiKey)
async def get_key(ctx: Reads, key_id: UUID) -> Response:
    key = await queries.key_of(ctx, key_id, grant_queries.user_of(ctx.principal))
    return answers.json_answer(wire.to_json(key), key.version)


@router.post(
    "/api_keys/{key_id}/revoke",
    summary="Withdraw an API key",
    response_model=ApiKey,
)
async def revoke_key(ctx: Writes, _: Certain, key_id: UUID) -> Response:
    key = await commands.revoke_key(ctx, key_id)
    return answers.json_answer(wire.to_json(key), key.version)
