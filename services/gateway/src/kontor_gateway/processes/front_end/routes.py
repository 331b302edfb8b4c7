"""The front end: its pages and files, a page while it is being built, and what browsers report."""

import html
from typing import Final
from urllib.parse import urlsplit

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kontor_chassis.errors import RouteUnknown
from kontor_chassis.texts.catalogue import known, language_of
from kontor_gateway.processes.front_end.queries import INDEX, Bundle, File
from kontor_gateway.processes.front_end.rules import HEADERS

REPORTS: Final = b"/csp-reports"
_WAIT_S: Final = 3
_log = structlog.get_logger("front_end")


def front_end(bundle: Bundle) -> ASGIApp:
    """Return the application that answers every address outside of the API."""

    async def run(scope: Scope, receive: Receive, send: Send) -> None:
        response = await _answer(bundle, Request(scope))
        await response(scope, receive, send)

    return run


async def _answer(bundle: Bundle, request: Request) -> Response:
    accepted = request.headers.get("accept-encoding", "")
    name = request.url.path.removeprefix("/")
    file = await bundle.file(name, accepted) if name else None
    if file is None and _is_file(name):
        raise RouteUnknown
    # Every other address is a place inside of the front end, which finds its way itself.
    file = file or await bundle.file(INDEX, accepted)
    return _sent(file, request) if file else await _waiting(bundle, request)


def _is_file(name: str) -> bool:
    return name.startswith("assets/") or "." in name.rpartition("/")[2]


def _sent(file: File, request: Request) -> Response:
    headers = {
        **HEADERS,
        "ETag": file.etag,
        "Cache-Control": file.lifetime,
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("if-none-match") == file.etag:
        return Response(status_code=304, headers=headers)
    if file.encoding is not None:
        headers["Content-Encoding"] = file.encoding
    return Response(file.content, headers=headers, media_type=file.media_type)


async def _waiting(bundle: Bundle, request: Request) -> Response:
    """Say that the front end is being built, or why it is not; the page asks again by itself."""
    language = language_of(request.headers.get("accept-language", ""))
    problem = await bundle.problem()
    text = known(language)
    state = "missing" if problem else "building"
    body = (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">'
        f'<meta http-equiv="refresh" content="{_WAIT_S}"><title>Kontor</title>'
        f'<link rel="stylesheet" href="/api/v1/docs.css"><main><h1>Kontor</h1>'
        f"<p>{html.escape(text[f'front_end.{state}'])}</p>"
        f"{f'<p><code>{html.escape(problem)}</code></p>' if problem else ''}"
        f'<p><a href="/api/v1/docs">{html.escape(text["front_end.reference"])}</a></p>'
        "</main></html>"
    )
    headers = {**HEADERS, "Cache-Control": "no-store", "Retry-After": str(_WAIT_S)}
    return Response(body, 503, headers=headers, media_type="text/html; charset=utf-8")


async def take_report(body: bytes) -> Response:
    """Log what a browser has refused to load or run; no address of a record, nobody's name."""
    try:
        report = orjson.loads(body)["csp-report"]
        _log.warning(
            "refused by the page's policy",
            directive=_word(report.get("effective-directive")),
            blocked=_origin(report.get("blocked-uri")),
            source=_file_name(report.get("source-file")),
            line=int(report.get("line-number") or 0),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        _log.info("report not understood")
    return Response(status_code=204)


def _word(given: object) -> str:
    return str(given or "")[:60].partition(" ")[0]


def _origin(given: object) -> str:
    """Return the site, or the keyword, of what was blocked, never its whole address."""
    address = urlsplit(str(given or "")[:300])
    return f"{address.scheme}://{address.hostname}" if address.hostname else _word(address.path)


def _file_name(given: object) -> str:
    return _word(urlsplit(str(given or "")[:300]).path.rpartition("/")[2])
