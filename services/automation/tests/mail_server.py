"""A mail server on a real port that speaks SMTP, keeps what it takes, and refuses when told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class MailServer:
    """What was taken, and what is answered.

    Attributes:
        taken: The mails, in order, as (recipients, message).
        to_recipient: The answer to RCPT, in order; the usual one when empty.
        to_text: The answer after the text, in order; the usual one when empty. `cut` takes the
            mail and drops the connection.
    """

    port: int = 0
    taken: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    to_recipient: list[str] = field(default_factory=list)
    to_text: list[str] = field(default_factory=list)

    def act_as_usual(self) -> None:
        self.to_recipient.clear()
        self.to_text.clear()

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails one address got."""
        return [message for recipients, message in self.taken if address in recipients]

    async def handle_RCPT(  # noqa: N802 - the name the server looks for
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        if self.to_recipient:
            return self.to_recipient.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - the name the server looks for
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        answer = self.to_text.pop(0) if self.to_text else "250 OK"
        if answer[0] in "45":
            return answer
        content: Any = envelope.content
        self.raw.append(content)
        message = BytesParser(policy=policy.default).parsebytes(content)
        assert isinstance(message, EmailMessage)
        self.taken.append((list(envelope.rcpt_tos), message))
        if answer == "cut":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 OK"


@asynccontextmanager
async def running_mail_server() -> AsyncIterator[MailServer]:
    """Serve until the block ends."""
    mails = MailServer()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(mails, hostname="mail.test", loop=loop), "127.0.0.1", 0
    )
    mails.port = server.sockets[0].getsockname()[1]
    try:
        yield mails
    finally:
        server.close()
        await server.wait_closed()
