"""Plain text: bytes of a message as text that any database and JSON can hold."""

from collections.abc import Mapping

from kontor_chassis.consume.received import Headers

_LONGEST = 4096


def texts_of(headers: Headers) -> Mapping[str, str]:
    """Give headers as texts that any database and JSON can hold."""
    return {text_of(name.encode()): text_of(value) for name, value in headers}


def text_of(value: bytes | None) -> str:
    """Give bytes as text: what is no UTF-8, and NUL, which PostgreSQL cannot store, is escaped."""
    if value is None:
        return ""
    text = value[:_LONGEST].decode("utf-8", "backslashreplace")
    return text.replace("\x00", "\\x00")
