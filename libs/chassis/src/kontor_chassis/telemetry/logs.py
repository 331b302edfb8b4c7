"""Logs: one JSON line per thing that happened, without personal data, secrets or payloads."""

import logging
import sys
from typing import Any

import orjson
import structlog

_FORBIDDEN = frozenset({
    "authorization", "body", "cookie", "email", "headers", "password", "payload", "refresh_token",
    "secret", "token",
})  # fmt: skip


def configure(service: str, level: str) -> None:
    """Send all logs, libraries' included, to standard output as JSON lines.

    Args:
        service: The service's name, on every line.
        level: The least level that is written.
    """
    least = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_secrets,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_encoded),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.BytesLoggerFactory(sys.stdout.buffer),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    logging.basicConfig(
        level=max(least, logging.WARNING), stream=sys.stdout, format=_line(service), force=True
    )


def _encoded(event: object, **_: object) -> bytes:
    return orjson.dumps(event, default=str)


def _line(service: str) -> str:
    return (
        f'{{"service": "{service}", "level": "%(levelname)s", "timestamp": "%(asctime)s",'
        ' "logger": "%(name)s", "event": "%(message)s"}'
    )


def _without_secrets(_logger: Any, _method: str, event: Any) -> Any:
    """Drop what must never be logged, should a call name it by mistake."""
    return {
        name: "(withheld)" if name.lower() in _FORBIDDEN else value for name, value in event.items()
    }
