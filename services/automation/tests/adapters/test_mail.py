"""Mails over real SMTP: taken, refused, postponed, or nobody can tell."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from kontor_automation.adapters import mail as mails
from kontor_automation.adapters.mail import (
    Mail,
    MailPostponed,
    MailRefused,
    MailUnknown,
    NullMails,
    SmtpMails,
    mails_of,
)
from kontor_automation.settings import SmtpSettings
from kontor_chassis.testing.plugin import MORNING
from services.automation.tests.mail_server import MailServer

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
MAIL = Mail(
    to="anders@x.example",
    subject="Grüße, {nobody}",
    body="Guten Tag\n.\nEin Punkt allein.\n",
    identity="run.0",
    at=MORNING,
)


def port_to(port: int) -> SmtpMails:
    return SmtpMails(
        SmtpSettings(host="127.0.0.1", port=port, sender="Kontor <kontor@demo.example>")
    )


async def test_a_mail_arrives_as_it_was_written(mail_server: MailServer) -> None:
    before = len(mail_server.taken)
    await port_to(mail_server.port).send(MAIL)
    [(recipients, message)] = mail_server.taken[before:]
    assert recipients == ["anders@x.example"]
    assert message["From"] == "Kontor <kontor@demo.example>"
    assert message["To"] == "anders@x.example"
    assert message["Subject"] == "Grüße, {nobody}"
    assert message["Message-ID"] == "<run.0@demo.example>"
    assert message["Date"] == "Mon, 02 Mar 2026 09:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_content().replace("\r\n", "\n")
    assert text == "Guten Tag\n.\nEin Punkt allein.\n"


@pytest.mark.parametrize(
    ("to_recipient", "to_text", "expected"),
    [
        (["451 4.7.1 Try again later"], [], MailPostponed),
        (["550 5.1.1 No such user"], [], MailRefused),
        ([], ["452 4.2.2 Mailbox full"], MailPostponed),
        ([], ["554 5.7.1 Spam"], MailRefused),
        ([], ["cut"], MailUnknown),
    ],
)
async def test_what_the_server_says_decides(
    mail_server: MailServer,
    to_recipient: list[str],
    to_text: list[str],
    expected: type[Exception],
) -> None:
    mail_server.to_recipient[:], mail_server.to_text[:] = to_recipient, to_text
    with pytest.raises(expected):
        await port_to(mail_server.port).send(MAIL)


@asynccontextmanager
async def server(talk: Talk) -> AsyncIterator[int]:
    """Serve a conversation of the test's own, which is no proper SMTP."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    made = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield made.sockets[0].getsockname()[1]
    finally:
        made.close()
        await made.wait_closed()


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *lines: str) -> None:
    """Give one answer to the greeting and to each command that follows."""
    for place, line in enumerate(lines):
        if place:
            await reader.readline()
        writer.write(f"{line}\r\n".encode())
        await writer.drain()


async def test_a_server_that_is_away_postpones() -> None:
    async with server(lambda _reader, _writer: asyncio.sleep(0)) as port:
        with pytest.raises(MailPostponed):
            await port_to(port).send(MAIL)
    with pytest.raises(MailPostponed):
        await port_to(port).send(MAIL)


async def test_a_server_that_hangs_before_the_text_postpones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mails, "_STEP_S", 0.2)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answer(reader, writer, "220 x", "250 x")
        await reader.read()

    async with server(talk) as port:
        with pytest.raises(MailPostponed):
            await port_to(port).send(MAIL)


async def test_a_server_that_hangs_after_the_text_leaves_it_unknown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mails, "_STEP_S", 0.2)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await answer(reader, writer, "220 x", "250 x", "250 x", "250 x", "354 x")
        await reader.read()

    async with server(talk) as port:
        with pytest.raises(MailUnknown):
            await port_to(port).send(MAIL)


@pytest.mark.parametrize("greeting", ["421 4.3.2 Shutting down", "554 5.3.2 No", "nonsense"])
async def test_a_server_that_does_not_greet_has_taken_nothing(greeting: str) -> None:
    async with server(lambda reader, writer: answer(reader, writer, greeting)) as port:
        with pytest.raises((MailPostponed, MailRefused)):
            await port_to(port).send(MAIL)


async def test_without_a_server_every_mail_is_refused_with_its_reason() -> None:
    port = mails_of(SmtpSettings())
    assert isinstance(port, NullMails)
    with pytest.raises(MailRefused) as refused:
        await port.send(MAIL)
    assert refused.value.code == "mail_not_configured"
    assert isinstance(mails_of(SmtpSettings(host="mail.example")), SmtpMails)
