"""Reads mails of strangers: whatever their bytes are, the outcome is plain text and no error."""

from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32

_LONGEST_HEADER = 500
_LONGEST_TEXT = 200_000
_KEPT_CONTROLS = "\n\t"
_MOST_HEADER_BYTES = 64_000


def headers(raw: bytes) -> Message:
    """Return the headers of a mail."""
    return BytesHeaderParser(policy=compat32).parsebytes(raw[:_MOST_HEADER_BYTES])


def header(message: Message, name: str) -> str:
    """Return the first header of this name as one line of text, empty where there is none."""
    # A header with bytes that are no ASCII comes as an object, not as a text.
    value = str(message.get(name, ""))
    try:
        parts = [
            part.decode(charset or "ascii", errors="replace") if isinstance(part, bytes) else part
            for part, charset in decode_header(value)
        ]
    except (LookupError, MessageError, ValueError):
        parts = [value]
    return " ".join(clean("".join(parts)).split())[:_LONGEST_HEADER]


def text(raw: bytes) -> str:
    """Return what a person would read: the plain part, else any text part, else the source."""
    try:
        parts = _texts(message_from_bytes(raw, policy=compat32))
    except Exception:  # noqa: BLE001 - the parser fails on hostile nesting in its own many ways
        parts = {}
    found = parts.get("text/plain") or next(iter(parts.values()), None)
    return clean(found if found is not None else raw.decode("utf-8", "replace"))[:_LONGEST_TEXT]


def clean(value: str) -> str:
    """Return text that can stand in HTML and JSON: no lone surrogates, no control characters."""
    whole = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    lines = whole.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        character if character >= " " or character in _KEPT_CONTROLS else "\ufffd"
        for character in lines
    )


def _texts(message: Message) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in message.walk():
        kind = part.get_content_type()
        if part.get_content_maintype() != "text" or kind in found:
            continue
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            found[kind] = _decoded(payload, str(part.get_content_charset("utf-8")))
    return found


def _decoded(payload: bytes, charset: str) -> str:
    try:
        return payload.decode(charset, "replace")
    except (LookupError, ValueError):
        return payload.decode("utf-8", "replace")
