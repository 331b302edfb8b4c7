"""HTTP for tokens, below `/internal`: for services and the gateway, never for people."""

from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from starlette.requests import Request
from starlette.responses import Response

from kontor_chassis.access.keys import to_jwk
from kontor_chassis.actor import Principal
from kontor_chassis.errands import itself, looking
from kontor_chassis.errors import ActionForbidden, NotSignedIn, RecordUnknown
from kontor_chassis.http.answers import JSON
from kontor_chassis.http.open_edge import open_router
from kontor_chassis.runtime import Runtime
from kontor_identity.processes.tokens import commands
from kontor_identity.processes.tokens.schemas import (
    ApiKeyTokenRequest,
    KeySet,
    SessionTokenRequest,
    TokenRequest,
)
from kontor_identity.records.signing_key import queries as signing_key_queries
from kontor_schemas import wire
from kontor_schemas.identifiers import PLATFORM

router = open_router(tags=["tokens"])

GATEWAY = "gateway"
"""The one service that sees cookies and API keys, and may exchange them."""
OPEN = frozenset({"/internal/jwks", "/internal/token"})
"""Asked before anybody has a token: keys are public, an assertion proves itself."""
_NOT_KEPT = {"Cache-Control": "no-store"}


@router.get("/jwks")
async def key_set(request: Request) -> Response:
    runtime: Runtime = request.app.state.runtime
    found = await signing_key_queries.published_keys(looking(runtime, itself(runtime, PLATFORM)))
    keys = [to_jwk(kid, Ed25519PublicKey.from_public_bytes(raw)) for kid, raw in found.items()]
    return Response(wire.to_json(KeySet(keys=keys)), media_type=JSON)


@router.post("/token")
async def service_token(request: Request, body: TokenRequest) -> Response:
    scheme, _, assertion = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise NotSignedIn
    user = UUID(body.subject.removeprefix("user:")) if body.subject else None
    token = await commands.issue_for_service(
        request.app.state.runtime, assertion.strip(), body.tenant, user
    )
    return Response(wire.to_json(token), headers=_NOT_KEPT, media_type=JSON)


@router.post("/session-token")
async def session_token(request: Request, body: SessionTokenRequest) -> Response:
    _refuse_but_gateway(request)
    token = await commands.issue_for_cookie(request.app.state.runtime, body.session)
    return Response(wire.to_json(token), headers=_NOT_KEPT, media_type=JSON)


@router.post("/api-key")
async def api_key_token(request: Request, body: ApiKeyTokenRequest) -> Response:
    _refuse_but_gateway(request)
    token = await commands.issue_for_api_key(request.app.state.runtime, body.key)
    return Response(wire.to_json(token), headers=_NOT_KEPT, media_type=JSON)


@router.get("/sessions/{session_id}")
async def session(request: Request, session_id: UUID) -> Response:
    principal: Principal = request.state.principal
    if principal.subject.kind != "service":
        raise ActionForbidden
    found = await commands.standing(request.app.state.runtime, principal.tenant, session_id)
    if found is None:
        raise RecordUnknown
    return Response(wire.to_json(found), headers=_NOT_KEPT, media_type=JSON)


def _refuse_but_gateway(request: Request) -> None:
    principal: Principal = request.state.principal
    if str(principal.subject) != f"service:{GATEWAY}":
        raise ActionForbidden
