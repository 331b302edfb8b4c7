"""Mail: the port through which mails leave, over SMTP, or not at all where no server is named."""

import ssl
from dataclasses import dataclass
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.message import Message
from email.policy import compat32
from email.utils import format_datetime, parseaddr
from typing import Any, Protocol

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from kontor_automation.settings import SmtpSettings

TIMEOUT_S = 12.0
"""For one whole mail: shorter than the lease of a run, so that nobody takes it over meanwhile."""
_STEP_S = 5.0
_PERMANENT = 500
_WIRE = compat32.clone(linesep="\r\n", max_line_length=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail to one person.

    Attributes:
        to: The address, in the form mail servers take.
        subject: One line.
        body: Plain text.
        identity: What makes this mail the same mail at every try; becomes its Message-ID.
        at: When it is written.
    """

    to: str
    subject: str
    body: str
    identity: str
    at: datetime


class MailPostponed(Exception):  # noqa: N818 - says what happened to the mail
    """The mail was certainly not taken, for a reason that may pass."""


class MailRefused(Exception):  # noqa: N818 - says what happened to the mail
    """The mail was certainly not taken, and will not be.

    Attributes:
        code: Why, as a stable word.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MailUnknown(Exception):  # noqa: N818 - says what happened to the mail
    """The mail was handed over and nobody said whether it was taken."""


class Mails(Protocol):
    """Hands a mail over, once."""

    async def send(self, mail: Mail) -> None:
        """Hand a mail over.

        Raises:
            MailPostponed: It was certainly not taken; it may be tried again.
            MailRefused: It was certainly not taken; trying again is no use.
            MailUnknown: It may have been taken.
        """
        ...


class SmtpMails:
    """Hands mails to an SMTP server, one connection each."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings

    async def send(self, mail: Mail) -> None:
        """Hand a mail over.

        Raises:
            MailPostponed: It was certainly not taken; it may be tried again.
            MailRefused: It was certainly not taken; trying again is no use.
            MailUnknown: It may have been taken.
        """
        client = SMTP(
            hostname=self._settings.host,
            port=self._settings.port,
            timeout=_STEP_S,
            username=self._settings.user or None,
            password=self._settings.password.get_secret_value() or None,
        )
        try:
            await self._address(client, mail)
            await self._hand_over(client, bytes_of(mail, self._settings.sender))
        finally:
            client.close()

    async def _address(self, client: SMTP, mail: Mail) -> None:
        """Go as far as the last word before the mail itself: nothing of it has left yet."""
        try:
            await client.connect()
            await client.mail(parseaddr(self._settings.sender)[1])
            await client.rcpt(mail.to)
        except SMTPResponseException as refused:
            if refused.code >= _PERMANENT:
                raise MailRefused("mail_refused") from None
            raise MailPostponed from None
        except (SMTPException, ssl.SSLError, OSError):
            raise MailPostponed from None

    @staticmethod
    async def _hand_over(client: SMTP, message: bytes) -> None:
        try:
            await client.data(message)
        except SMTPResponseException as refused:
            # The server itself said no: whether before or after the text, it has not taken it.
            if refused.code >= _PERMANENT:
                raise MailRefused("mail_refused") from None
            raise MailPostponed from None
        except (SMTPException, ssl.SSLError, OSError):
            raise MailUnknown from None


class NullMails:
    """Refuses every mail: no server is named."""

    async def send(self, mail: Mail) -> None:
        """Refuse, and say why.

        Raises:
            MailRefused: Always.
        """
        del mail
        raise MailRefused("mail_not_configured")


def mails_of(settings: SmtpSettings) -> Mails:
    """Return the port for these settings."""
    return SmtpMails(settings) if settings.host else NullMails()


def bytes_of(mail: Mail, sender: str) -> bytes:
    """Return the mail as it goes over the wire.

    The subject is always written as encoded words. Python's newer message class would first read
    encoded words in the text it is given: what a stranger wrote as `=?utf-8?q?x=0d=0aBcc:…?=`
    became a header of its own. That a machine wrote the mail is said in the words other machines
    look for, so that no answering machine answers it (RFC 3834).
    """
    readable = Charset("utf-8")
    readable.body_encoding = QP
    message: Message[Any, Any] = Message(_WIRE)  # Any: a Header is taken where texts are declared
    message.set_payload(mail.body, readable)
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message["From"] = sender
    message["To"] = mail.to
    message["Subject"] = Header(mail.subject, "utf-8")
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = f"<{mail.identity}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    return message.as_bytes()
