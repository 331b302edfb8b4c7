"""HTTP for signing in and out, and for who one is."""

from datetime import timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from kontor_chassis.access import cookies
from kontor_chassis.access.cookies import Listener, Network
from kontor_chassis.actor import Actor, Principal
from kontor_chassis.errors import NotSignedIn, TokenInvalid
from kontor_chassis.http import answers
from kontor_chassis.http.open_edge import open_router
from kontor_chassis.runtime import Runtime
from kontor_identity.processes.sign_in import commands, queries
from kontor_identity.processes.sign_in.schemas import (
    Origin,
    Refresh,
    SessionShown,
    SignedIn,
    SignIn,
)
from kontor_identity.processes.tokens import commands as token_commands
from kontor_identity.settings import IdentitySettings
from kontor_schemas import wire

router = open_router(tags=["session"])

_DEVICE_LIFE = timedelta(days=365)
_LONGEST_USER_AGENT = 200
_NOT_KEPT = {"Cache-Control": "no-store"}


@router.post("/session", summary="Sign in", response_model=SignedIn)
async def sign_in(request: Request, body: SignIn) -> Response:
    runtime: Runtime = request.app.state.runtime
    listener = cookies.listener_of(request, _trusted(runtime))
    welcome = await commands.sign_in(runtime, body, _origin(request, listener))
    answer = Response(wire.to_json(welcome.tokens), headers=_NOT_KEPT, media_type=answers.JSON)
    life = int(welcome.cookie_life.total_seconds())
    listener.put(answer, cookies.SESSION, welcome.cookie, life)
    listener.put(answer, cookies.DEVICE, welcome.device, int(_DEVICE_LIFE.total_seconds()))
    return answer


@router.post("/session/refresh", summary="Go on with a session", response_model=SignedIn)
async def refresh(request: Request, body: Refresh) -> Response:
    tokens = await commands.refresh(request.app.state.runtime, body.refresh_token)
    return Response(wire.to_json(tokens), headers=_NOT_KEPT, media_type=answers.JSON)


@router.get("/session", summary="Say who is signed in", response_model=SessionShown)
async def show_session(request: Request) -> Response:
    runtime: Runtime = request.app.state.runtime
    principal = await _signed_in(request, runtime)
    found = await queries.shown(runtime, principal.tenant, UUID(principal.subject.id))
    if found is None:
        raise TokenInvalid
    session = UUID(principal.session) if principal.session else None
    standing = (
        await token_commands.standing(runtime, principal.tenant, session) if session else None
    )
    user, tenant = found
    shown = SessionShown(
        user=user,
        tenant=tenant,
        session=session,
        ends_at=standing.ends_at if standing else None,
    )
    return Response(wire.to_json(shown), headers=_NOT_KEPT, media_type=answers.JSON)


@router.delete("/session", summary="Sign out", status_code=204)
async def sign_out(request: Request) -> Response:
    runtime: Runtime = request.app.state.runtime
    principal = await _signed_in(request, runtime)
    if principal.session is not None:
        await commands.sign_out(runtime, principal, UUID(principal.session))
    answer = answers.nothing()
    cookies.listener_of(request, _trusted(runtime)).put(answer, cookies.SESSION, "", 0)
    return answer


async def _signed_in(request: Request, runtime: Runtime) -> Principal:
    """Return the user who asks, by access token or by cookie: these routes are open to all.

    A write by cookie alone is not forged from another site: the cookie is not sent along with it
    (`SameSite=Lax`), and the gateway asks for a header of our own besides.
    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        principal = await runtime.verifier.verify(token.strip())
        if principal.subject.kind != "user":
            raise NotSignedIn
        return principal
    listener = cookies.listener_of(request, _trusted(runtime))
    cookie = listener.given(request.cookies, cookies.SESSION)
    if cookie is None:
        raise NotSignedIn
    session = await token_commands.session_of_cookie(runtime, cookie)
    subject = Actor("user", str(session.user))
    return Principal(subject=subject, tenant=session.tenant, session=str(session.session))


def _origin(request: Request, listener: Listener) -> Origin:
    runtime: Runtime = request.app.state.runtime
    agent = request.headers.get("user-agent", "")[:_LONGEST_USER_AGENT]
    return Origin(
        client=cookies.client_of(request, _trusted(runtime)),
        user_agent="".join(letter for letter in agent if letter.isprintable()) or None,
        device=listener.given(request.cookies, cookies.DEVICE),
    )


def _trusted(runtime: Runtime) -> tuple[Network, ...]:
    assert isinstance(runtime.settings, IdentitySettings)  # noqa: S101 - the definition says so
    return cookies.networks(runtime.settings.sign_in.trusted_proxies)
