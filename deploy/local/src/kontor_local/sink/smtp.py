"""Takes mails by SMTP, from anybody on this machine, to any address; none ever leaves it."""

import asyncio

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session

from kontor_local.sink.mailbox import Mailbox
from kontor_local.sink.settings import SinkSettings

_log = structlog.get_logger("smtp")


class Taking:
    """Answers the end of a mail's data."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Take mails into this mailbox."""
        self._mailbox = mailbox

    async def handle_DATA(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Store the mail; only then say that we have it."""
        content = envelope.original_content or b""
        try:
            mail = self._mailbox.add(envelope.mail_from or "", envelope.rcpt_tos, content)
        except OSError as error:
            _log.warning("mail not stored", fault=type(error).__name__)
            return "452 4.3.1 The mail could not be stored"
        _log.info("mail stored", mail=mail.id, size=mail.size)
        return f"250 2.0.0 Stored as {mail.id}"


async def listen(mailbox: Mailbox, settings: SinkSettings) -> asyncio.Server:
    """Begin to take mails."""
    taking = Taking(mailbox)

    def protocol() -> SMTP:
        return SMTP(
            taking,
            data_size_limit=settings.largest,
            enable_SMTPUTF8=True,
            hostname="kontor-sink",
            ident="Kontor mail sink",
        )

    loop = asyncio.get_running_loop()
    return await loop.create_server(protocol, settings.host, settings.smtp_port)
