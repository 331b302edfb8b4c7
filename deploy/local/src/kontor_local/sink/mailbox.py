"""Keeps every mail as a file, and an index of them in memory."""

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kontor_local.sink import reading

_NANO = 1_000_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """What the list shows of a mail; `message_id` is what its sender calls it."""

    id: str
    message_id: str
    sender: str
    recipients: str
    subject: str
    received_at: datetime
    size: int


class Mailbox:
    """The mails of one stack, oldest first."""

    def __init__(self, folder: Path) -> None:
        """Read what the folder holds already."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._mails: dict[str, Mail] = {}
        for file in sorted(folder.glob("*.eml")):
            self._index(file.stem, file.read_bytes())

    def all(self) -> Sequence[Mail]:
        """Return all mails."""
        return tuple(self._mails.values())

    def get(self, mail_id: str) -> Mail | None:
        """Return a mail by the sink's own id."""
        return self._mails.get(mail_id)

    def source(self, mail: Mail) -> bytes:
        """Return a mail as it came."""
        return (self._folder / f"{mail.id}.eml").read_bytes()

    def add(self, sender: str, recipients: Sequence[str], content: bytes) -> Mail:
        """Store a mail, with its envelope on top; a mail that comes twice is stored twice.

        Whether something was sent twice is just what one wants to see here.
        """
        mail_id = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        raw = _envelope(sender, recipients) + content
        fresh = self._folder / f".{mail_id}"
        fresh.write_bytes(raw)
        fresh.rename(self._folder / f"{mail_id}.eml")
        return self._index(mail_id, raw)

    def _index(self, mail_id: str, raw: bytes) -> Mail:
        message = reading.headers(raw)
        nanoseconds = mail_id.partition("-")[0]
        mail = Mail(
            id=mail_id,
            message_id=reading.header(message, "Message-ID"),
            sender=reading.header(message, "From") or reading.header(message, "Return-Path"),
            recipients=reading.header(message, "Delivered-To"),
            subject=reading.header(message, "Subject"),
            received_at=datetime.fromtimestamp(int(nanoseconds) / _NANO, UTC),
            size=len(raw),
        )
        self._mails[mail_id] = mail
        return mail


def _envelope(sender: str, recipients: Sequence[str]) -> bytes:
    lines = f"Return-Path: <{sender}>\r\nDelivered-To: {', '.join(recipients)}\r\n"
    return lines.encode("utf-8", "surrogateescape")
