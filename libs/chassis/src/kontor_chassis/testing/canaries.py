"""Canaries: words that stand for a secret or a person, and the places in which to look for them."""

import io
import logging
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pytest
import structlog

from kontor_chassis.telemetry import logs, traces
from kontor_chassis.testing.bench import Bench
from kontor_chassis.testing.engines import Engines

if TYPE_CHECKING:  # only tests that look at spans load their library
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

TRACED = {"Traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
"""The head of a request whose spans are recorded."""


class Written:
    """What is logged from here on, by us and by libraries, as a service's process writes it."""

    def __init__(self, raw: io.BytesIO) -> None:
        self._raw = raw

    def text(self) -> str:
        """Return all lines so far."""
        return self._raw.getvalue().decode()


class Traced:
    """The spans that were recorded from here on."""

    def __init__(self, exporter: "InMemorySpanExporter") -> None:
        self._exporter = exporter

    def texts(self) -> list[str]:
        """Return each span with its attributes."""
        return [span.to_json() for span in self._exporter.get_finished_spans()]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[Written]:
    """What is logged in this test."""
    before, handlers, level = structlog.get_config(), logging.root.handlers[:], logging.root.level
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, write_through=True))
    logs.configure("sample", "debug")
    # A logger that kept this configuration would write to a closed buffer in the next test.
    structlog.configure(cache_logger_on_first_use=False)
    yield Written(raw)
    structlog.contextvars.clear_contextvars()
    structlog.configure(**before)
    logging.root.handlers[:], logging.root.level = handlers, level


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Traced:
    """What is traced in this test, of requests with `TRACED`."""
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - see above
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor  # noqa: PLC0415
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import (  # noqa: PLC0415
        InMemorySpanExporter,
    )

    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(traces, "_tracer", provider.get_tracer("kontor"))
    return Traced(exporter)


async def stored(bench: Bench) -> Mapping[str, str]:
    """Return everything the service's database holds, of all tenants, as text, table by table."""
    connection = await Engines.found().connect(bench.runtime.settings.database.name)
    try:
        tables = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition"
        )
        read = "SELECT coalesce(string_agg(t::text, ' '), '') FROM \"{}\" t"
        return {name: await connection.fetchval(read.format(name)) for (name,) in tables}
    finally:
        await connection.close()


def leaks(canary: str, texts: Mapping[str, str]) -> set[str]:
    """Name the places in which a canary is, as it is or in the hexadecimal digits of its bytes."""
    forms = (canary, canary.encode().hex())
    return {where for where, text in texts.items() if any(form in text for form in forms)}
