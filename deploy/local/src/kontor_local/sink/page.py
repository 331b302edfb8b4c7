"""The page that shows the mails: every word of theirs is a stranger's, so everything is escaped."""

from html import escape
from typing import Any

from aiohttp import web

from kontor_local.sink import reading
from kontor_local.sink.mailbox import Mail, Mailbox
from kontor_local.sink.texts import Texts, for_reader

_PER_PAGE = 100
_MAILBOX: web.AppKey[Mailbox] = web.AppKey("mailbox", Mailbox)
_OWN_NAMES = ("127.0.0.1", "localhost", "[::1]")
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 80rem; margin: 2rem auto; padding: 0 1rem;
  color: #1c1c1c; background: #fff; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #ccc;
  overflow-wrap: break-word; vertical-align: top; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #ccc; padding: 1rem; }
a { color: #004a99; }
@media (prefers-color-scheme: dark) {
  body { color: #e8e8e8; background: #161616; } a { color: #8ec1ff; }
}
"""


def make_page(mailbox: Mailbox) -> web.Application:
    """Return the page as an application."""
    page = web.Application(middlewares=[_guarded])
    page[_MAILBOX] = mailbox
    page.router.add_get("/", _list)
    page.router.add_get("/mails.json", _json)
    page.router.add_get("/style.css", _style)
    page.router.add_get("/mails/{id}", _show)
    page.router.add_get("/mails/{id}/source", _source)
    return page


@web.middleware
async def _guarded(request: web.Request, handler: Any) -> web.StreamResponse:
    """Answer only under our own name, so that no site can point its name at us and read along."""
    name = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    if name not in _OWN_NAMES:
        return web.Response(status=421, text="127.0.0.1", headers=_HEADERS)
    answer: web.StreamResponse = await handler(request)
    answer.headers.update(_HEADERS)
    return answer


async def _list(request: web.Request) -> web.Response:
    texts = for_reader(request.headers.get("Accept-Language", ""))
    before = request.query.get("before", "")
    newest_first = [
        mail for mail in reversed(request.app[_MAILBOX].all()) if not before or mail.id < before
    ]
    shown = newest_first[:_PER_PAGE]
    rows = "".join(_row(mail, texts) for mail in shown)
    table = (
        f"<table><thead><tr><th>{texts['received']}</th><th>{texts['sender']}</th>"
        f"<th>{texts['recipients']}</th><th>{texts['subject']}</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        if shown
        else f"<p>{texts['none']}</p>"
    )
    older = (
        f'<p><a href="/?before={shown[-1].id}">{texts["older"]}</a></p>'
        if len(newest_first) > _PER_PAGE
        else ""
    )
    return _html(texts, f"<p>{texts['explanation']}</p>{table}{older}")


async def _show(request: web.Request) -> web.Response:
    texts = for_reader(request.headers.get("Accept-Language", ""))
    mailbox = request.app[_MAILBOX]
    mail = mailbox.get(request.match_info["id"])
    if mail is None:
        return _html(texts, f"<p>{texts['missing']}</p>", status=404)
    fields = (
        ("received", f"{mail.received_at:%Y-%m-%d %H:%M:%S} UTC"),
        ("sender", mail.sender),
        ("recipients", mail.recipients),
        ("subject", mail.subject),
    )
    lines = "".join(
        f"<tr><th>{texts[name]}</th><td>{_stranger(value)}</td></tr>" for name, value in fields
    )
    body = escape(reading.text(mailbox.source(mail)))
    return _html(
        texts,
        f'<p><a href="/">{texts["back"]}</a> · '
        f'<a href="/mails/{mail.id}/source">{texts["source"]}</a></p>'
        f'<table><tbody>{lines}</tbody></table><pre dir="auto">{body}</pre>',
    )


async def _source(request: web.Request) -> web.Response:
    mailbox = request.app[_MAILBOX]
    mail = mailbox.get(request.match_info["id"])
    if mail is None:
        raise web.HTTPNotFound
    return web.Response(
        body=mailbox.source(mail),
        content_type="message/rfc822",
        headers={"Content-Disposition": f'attachment; filename="{mail.id}.eml"'},
    )


async def _json(request: web.Request) -> web.Response:
    wanted = request.query.get("message_id")
    mails = [
        {
            "id": mail.id,
            "message_id": mail.message_id,
            "from": mail.sender,
            "to": mail.recipients,
            "subject": mail.subject,
            "received_at": mail.received_at.isoformat(),
            "size": mail.size,
        }
        for mail in request.app[_MAILBOX].all()
        if wanted is None or mail.message_id == wanted
    ]
    return web.json_response({"mails": mails})


async def _style(_request: web.Request) -> web.Response:
    return web.Response(text=_STYLE, content_type="text/css")


def _row(mail: Mail, texts: Texts) -> str:
    subject = _stranger(mail.subject or texts["no_subject"])
    return (
        f"<tr><td>{mail.received_at:%Y-%m-%d %H:%M:%S} UTC</td>"
        f"<td>{_stranger(mail.sender)}</td><td>{_stranger(mail.recipients)}</td>"
        f'<td><a href="/mails/{mail.id}">{subject}</a></td></tr>'
    )


def _stranger(value: str) -> str:
    """Return a stranger's text: escaped, and unable to turn the direction of what follows it."""
    return f"<bdi>{escape(value)}</bdi>"


def _html(texts: Texts, body: str, status: int = 200) -> web.Response:
    document = (
        f'<!doctype html><html lang="{texts["language"]}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">'
        f'<title>{texts["title"]}</title><link rel="stylesheet" href="/style.css"></head>'
        f"<body><h1>{texts['title']}</h1>{body}</body></html>"
    )
    return web.Response(
        text=document,
        status=status,
        content_type="text/html",
        headers={"Vary": "Accept-Language"},
    )
