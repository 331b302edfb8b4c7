"""The reference: the merged OpenAPI document, a page to read it, and a page for each problem."""

import html
from collections.abc import Callable, Mapping
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kontor_chassis.errors import CODES, RouteUnknown
from kontor_chassis.http.answers import JSON
from kontor_chassis.texts.catalogue import known, language_of, problem_text
from kontor_gateway.processes.reference.queries import Library

_PAGES = Path(__file__).parent / "page"
_POLICY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
        " 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",
}
_DOCS = "/api/v1/docs"


def pages(library: Library) -> Mapping[bytes, ASGIApp]:
    """Return what the gateway shows without sign-in, by path."""
    return {
        b"/": _app(_home),
        b"/api/v1/openapi.json": _document(library),
        b"/api/v1/docs": _file("docs.html", "text/html"),
        b"/api/v1/docs.js": _file("docs.js", "text/javascript"),
        b"/api/v1/docs.css": _file("docs.css", "text/css"),
        b"/problems/": _app(_problem),
    }


def _app(answer: Callable[[Request], Response]) -> ASGIApp:
    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        response = answer(Request(scope))
        await response(scope, receive, send)

    return run


def _home(_request: Request) -> Response:
    return RedirectResponse(_DOCS, 303, headers=_POLICY)


def _document(library: Library) -> ASGIApp:
    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        reference = await library.reference()
        headers = {"ETag": reference.etag, "Cache-Control": "no-cache"}
        if reference.missing:
            headers["X-Kontor-Missing"] = ", ".join(reference.missing)
        if Request(scope).headers.get("if-none-match") == reference.etag:
            response = Response(status_code=304, headers=headers)
        else:
            response = Response(reference.body, headers=headers, media_type=JSON)
        await response(scope, receive, send)

    return run


def _file(name: str, media_type: str) -> ASGIApp:
    content = (_PAGES / name).read_bytes()

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        response = Response(content, headers=_POLICY, media_type=f"{media_type}; charset=utf-8")
        await response(scope, receive, send)

    return run


def _problem(request: Request) -> Response:
    """Explain a problem's code, in the reader's language.

    Raises:
        RouteUnknown: No such code.
    """
    code = request.url.path.removeprefix("/problems/")
    language = language_of(request.headers.get("accept-language", ""))
    if code not in CODES and f"problem.{code}.title" not in known(language):
        raise RouteUnknown
    title, detail = problem_text(code, language, {})
    body = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{html.escape(title)}</title>'
        f'<link rel="stylesheet" href="/api/v1/docs.css"><main><h1>{html.escape(title)}</h1>'
        f"<p>{html.escape(detail)}</p><p><code>{html.escape(code)}</code></p></main></html>"
    )
    return Response(body, headers=_POLICY, media_type="text/html; charset=utf-8")
