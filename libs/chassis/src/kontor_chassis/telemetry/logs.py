"""Logs: one JSON line per thing that happened, without personal data, secrets or payloads."""

import logging
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import orjson
import structlog

_FORBIDDEN = frozenset({
    "authorization", "body", "cookie", "email", "headers", "password", "payload", "refresh_token",
    "secret", "token",
})  # fmt: skip
_SAFE_TEXTS = (AssertionError, AttributeError, ImportError, OSError, RuntimeError, TypeError)
_MOST_CAUSES = 8

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


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
            structlog.processors.ExceptionRenderer(told),
            structlog.processors.JSONRenderer(serializer=_encoded),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.BytesLoggerFactory(sys.stdout.buffer),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    lines = logging.StreamHandler(sys.stdout)
    lines.setFormatter(_Line(service))
    logging.basicConfig(level=max(least, logging.WARNING), handlers=[lines], force=True)


def told(exc_info: ExcInfo) -> str:
    """Return an exception as it may be logged: where it was raised, through what, of which class.

    Its text is left out unless its class is one whose texts quote nobody: a violated constraint
    quotes the whole row, a validation the value, a driver the argument, and all of that may be
    what a person wrote.
    """
    told_so_far: list[str] = []
    fault: BaseException | None = exc_info[1]
    while fault is not None and len(told_so_far) < _MOST_CAUSES:
        frames = "".join(traceback.format_tb(fault.__traceback__))
        told_so_far.append(f"{frames}{_named(fault)}")
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return "\nafter\n".join(told_so_far)


def _named(fault: BaseException) -> str:
    name = f"{type(fault).__module__}.{type(fault).__qualname__}"
    state, constraint = (getattr(fault, word, None) for word in ("sqlstate", "constraint_name"))
    if state:  # of the database: its names are ours
        return f"{name} {state} {constraint or ''}".rstrip()
    return f"{name}: {fault}" if isinstance(fault, _SAFE_TEXTS) else name


class _Line(logging.Formatter):
    """What libraries log, in the form of our own lines."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Return one line of JSON."""
        line = {
            "service": self._service,
            "level": record.levelname.lower(),
            "timestamp": datetime.fromtimestamp(record.created, UTC),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = told(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def _encoded(event: object, **_: object) -> bytes:
    return orjson.dumps(event, default=str)


def _without_secrets(_logger: Any, _method: str, event: Any) -> Any:
    """Drop what must never be logged, should a call name it by mistake."""
    return {
        name: "(withheld)" if name.lower() in _FORBIDDEN else value for name, value in event.items()
    }
