"""The mail sink: real SMTP in, an escaped page out."""

import asyncio
import json
import smtplib
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from kontor_local.sink import reading
from kontor_local.sink.mailbox import Mailbox
from kontor_local.sink.page import make_page
from kontor_local.sink.settings import SinkSettings
from kontor_local.sink.smtp import listen
from kontor_local.sink.texts import TEXTS, for_reader

HOSTILE = "\u202e<script>alert(1)</script>\"'&"


class Sink:
    """A sink that listens, with a client of its page."""

    def __init__(self, mailbox: Mailbox, smtp_port: int, page: TestClient) -> None:
        self.mailbox = mailbox
        self.smtp_port = smtp_port
        self.page = page

    async def send(self, content: bytes, recipients: tuple[str, ...] = ("a@demo.example",)) -> None:
        def deliver() -> None:
            with smtplib.SMTP("127.0.0.1", self.smtp_port) as client:
                client.sendmail("kontor@demo.example", recipients, content)

        await asyncio.to_thread(deliver)

    async def mails(self, query: str = "") -> list[dict[str, object]]:
        answer = await self.page.get(f"/mails.json{query}")
        mails: list[dict[str, object]] = json.loads(await answer.text())["mails"]
        return mails


@pytest.fixture
async def sink(tmp_path: Path) -> AsyncIterator[Sink]:
    mailbox = Mailbox(tmp_path / "mails")
    settings = SinkSettings(smtp_port=0, folder=tmp_path / "mails", largest=100_000)
    smtp = await listen(mailbox, settings)
    async with TestClient(TestServer(make_page(mailbox))) as page:
        yield Sink(mailbox, smtp.sockets[0].getsockname()[1], page)
    smtp.close()
    await smtp.wait_closed()


def a_mail(subject: str = "Hello", body: str = "How are you?", message_id: str = "<1@x>") -> bytes:
    mail = EmailMessage()
    mail["From"] = "Kontor <kontor@demo.example>"
    mail["To"] = "Ana <ana@demo.example>"
    mail["Subject"] = subject
    mail["Message-ID"] = message_id
    mail.set_content(body)
    return mail.as_bytes()


async def test_a_mail_is_kept_and_listed(sink: Sink, tmp_path: Path):
    await sink.send(a_mail("Grüße", "Wie geht's? Schöne Grüße"), ("a@x.example", "b@x.example"))

    (mail,) = await sink.mails()
    (file,) = (tmp_path / "mails").glob("*.eml")
    assert (mail["subject"], mail["from"], mail["to"], mail["message_id"]) == (
        "Grüße",
        "Kontor <kontor@demo.example>",
        "a@x.example, b@x.example",
        "<1@x>",
    )
    assert file.stem == mail["id"]
    shown = await (await sink.page.get(f"/mails/{mail['id']}")).text()
    assert "Wie geht&#x27;s? Schöne Grüße" in shown


async def test_a_mail_that_comes_twice_is_seen_twice(sink: Sink):
    for message_id in ("<1@x>", "<2@x>", "<1@x>"):
        await sink.send(a_mail(message_id=message_id))

    assert len(await sink.mails()) == 3
    assert len(await sink.mails("?message_id=%3C1%40x%3E")) == 2


async def test_a_new_sink_finds_the_mails_of_the_old(sink: Sink, tmp_path: Path):
    await sink.send(a_mail("first"))
    await sink.send(a_mail("second"))

    again = Mailbox(tmp_path / "mails")

    assert [mail.subject for mail in again.all()] == ["first", "second"]
    assert again.all() == sink.mailbox.all()


async def test_a_hostile_mail_is_only_text(sink: Sink):
    mail = a_mail(body=HOSTILE).replace(
        b"Subject: Hello", b"Subject: =?utf-8?q?=E2=80=AE=3Cscript=3Ealert(1)=3C/script=3E?="
    )
    await sink.send(mail, ('"<img src=x>"@demo.example',))

    (listed,) = await sink.mails()
    for path in ("/", f"/mails/{listed['id']}"):
        answer = await sink.page.get(path)
        shown = await answer.text()
        assert "<script" not in shown
        assert "<img" not in shown
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    source = await sink.page.get(f"/mails/{listed['id']}/source")
    assert source.headers["Content-Disposition"].startswith("attachment; ")
    assert source.content_type == "message/rfc822"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n",
        b"no header at all",
        b"Subject: =?nonsense?b?////?=\r\n\r\nx",
        b"Subject: =?utf-8?b?!!!?= \x00\xff\xfe\r\nMessage-ID: \xed\xa0\x80\r\n\r\n\x00\x1b[2J\xff",
        b"From: " + b"a" * 70_000 + b"\r\n\r\nx",
        b"Content-Type: text/plain; charset=" + b"x" * 5_000 + b"\r\n\r\nx",
        b"Content-Type: text/plain; charset=idna\r\nContent-Transfer-Encoding: base64\r\n\r\n====",
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
            for n in range(2_000)
        ),
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 10_000,
    ],
    ids=[
        "empty",
        "no body",
        "no header",
        "unknown charset",
        "bytes",
        "long header",
        "long charset",
        "wrong encoding",
        "deep",
        "many parts",
    ],
)
def test_any_bytes_are_read_as_text(content: bytes, tmp_path: Path):
    mailbox = Mailbox(tmp_path)
    mail = mailbox.add("someone@x.example", ("a@demo.example",), content)

    text = reading.text(mailbox.source(mail))

    shown = json.dumps([mail.subject, mail.sender, mail.message_id, text], ensure_ascii=False)
    shown.encode("utf-8")
    assert "\x00" not in text
    assert "\x1b" not in text
    assert len(text) <= 200_000
    assert mail.recipients == "a@demo.example"


async def test_a_mail_too_large_is_refused(sink: Sink):
    with pytest.raises(smtplib.SMTPException):
        await sink.send(a_mail(body="x\n" * 60_000))

    assert await sink.mails() == []


async def test_a_mail_that_cannot_be_stored_is_not_accepted(
    sink: Sink, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sink.mailbox, "add", fail)

    with pytest.raises(smtplib.SMTPDataError, match="452"):
        await sink.send(a_mail())

    assert await sink.mails() == []


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("fr,en;q=0.5,de;q=0.4", "en"),
        ("en;q=0.1, DE;q=0.2", "de"),
        ("de;q=0", "en"),
        ("de;q=...,en", "en"),
        ("xx" * 50_000, "en"),
    ],
)
def test_the_page_speaks_the_readers_language(wanted: str, language: str):
    assert for_reader(wanted)["language"] == language


async def test_the_page_is_there_in_both_languages(sink: Sink):
    for language, title in (("de", "Von Kontor gesendete Mails"), ("en", "Mails sent by Kontor")):
        answer = await sink.page.get("/", headers={"Accept-Language": language})
        shown = await answer.text()
        assert f'<html lang="{language}">' in shown
        assert f"<h1>{title}</h1>" in shown
        assert answer.headers["Vary"] == "Accept-Language"
    assert set(TEXTS["de"]) == set(TEXTS["en"])


async def test_an_unknown_mail_is_not_found(sink: Sink):
    for path in ("/mails/x", "/mails/x/source", "/mails/..%2f..%2fetc%2fpasswd"):
        assert (await sink.page.get(path)).status == 404


async def test_another_sites_name_for_us_is_refused(sink: Sink):
    answer = await sink.page.get("/mails.json", headers={"Host": "evil.example:8154"})

    assert answer.status == 421
    assert "mails" not in await answer.text()
