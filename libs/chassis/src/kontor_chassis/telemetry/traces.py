"""Traces: spans made by hand, one trace from the request to the last effect.

The traceparent of a request travels in the cause of its context, in the headers of its facts and
in the headers of every command that follows. Whether a trace is recorded is decided once, at its
start, by sampling; the identifiers travel either way.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.datastructures import Headers
from starlette.types import Scope

_propagator = TraceContextTextMapPropagator()
_tracer = trace.get_tracer("kontor")


@dataclass(slots=True)
class _Share:
    value: float = 0.0


_share = _Share()


def configure(service: str, sample: float) -> None:
    """Record a share of all traces; the others only pass their identifiers on.

    Args:
        service: The service's name.
        sample: Share of new traces that is recorded, 0 to 1; a parent's decision is followed.
    """
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - only a running process
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
    from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased  # noqa: PLC0415

    _share.value = sample
    provider = TracerProvider(
        resource=Resource({"service.name": f"kontor-{service}"}),
        sampler=ParentBased(ALWAYS_OFF),
    )
    trace.set_tracer_provider(provider)


def new_traceparent(*, sampled: bool = False) -> str:
    """Return a traceparent (W3C) of a new trace."""
    # No secret: identifiers that must not meet by chance, and cost no call of the system.
    trace_id, span_id = random.getrandbits(128) or 1, random.getrandbits(64) or 1
    return f"00-{trace_id:032x}-{span_id:016x}-{'01' if sampled else '00'}"


def traceparent_of(span: Span) -> str | None:
    """Return a span's own traceparent, for what follows from it."""
    context = span.get_span_context()
    if not context.is_valid:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


@contextmanager
def server_span(scope: Scope, headers: Headers) -> Iterator[Span | None]:
    """Open the span of a request, under the caller's trace if it names one.

    A request that is not recorded costs two random numbers and no span.
    """
    given = headers.get("traceparent", "")
    if not _is_recorded(given):
        scope["kontor.trace"] = given or new_traceparent()
        yield None
        return
    parent = _propagator.extract({"traceparent": given or new_traceparent(sampled=True)})
    span = _tracer.start_span(scope["method"], context=parent, kind=SpanKind.SERVER)
    scope["kontor.trace"] = traceparent_of(span) or given
    with trace.use_span(span, end_on_exit=False):
        yield span


def _is_recorded(given: str) -> bool:
    """Follow the caller's decision; decide by chance where a trace begins."""
    if given:
        return given.endswith("1")
    return random.random() < _share.value  # noqa: S311 - a sample is no secret


def end_server_span(span: Span | None, route: str, status: int) -> None:
    """Close the span of a request with what came of it."""
    if span is None:
        return
    if span.is_recording():
        span.update_name(route)
        span.set_attribute("http.route", route)
        span.set_attribute("http.response.status_code", status)
    span.end()


@contextmanager
def span(
    name: str, kind: SpanKind, traceparent: str | None, **attributes: Any
) -> Iterator[str | None]:
    """Open a span of a fact, a command or a step under the trace it belongs to.

    Yields:
        The traceparent to pass on.
    """
    parent = _propagator.extract({"traceparent": traceparent}) if traceparent else None
    with _tracer.start_as_current_span(name, context=parent, kind=kind) as opened:
        if opened.is_recording():
            opened.set_attributes(attributes)
        yield traceparent_of(opened) or traceparent
