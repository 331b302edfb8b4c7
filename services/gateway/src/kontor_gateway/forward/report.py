"""Reports: one log line, one count and one duration for every request; nothing personal in any."""

from functools import partial
from time import perf_counter

import structlog
from prometheus_client import Counter, Gauge, Histogram

from kontor_chassis.clock import Clock
from kontor_gateway.forward.upstream import Upstream, Upstreams
from kontor_gateway.forward.visit import Visit
from kontor_gateway.processes.usage.rules import Counters, Key

_BUCKETS = (0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1, 2, 5, 30)

_requests = Counter(
    "kontor_gateway_requests_total", "Requests answered.", ("service", "method", "status")
)
_seconds = Histogram(
    "kontor_gateway_seconds", "Time to answer, the service's included.", ("service",),
    buckets=_BUCKETS,
)  # fmt: skip
_under_way = Gauge("kontor_gateway_under_way", "Requests under way.", ("service",))
_log = structlog.get_logger("door")


def _held_by(upstream: Upstream) -> float:
    return float(upstream.under_way)


class Reporter:
    """Tells of every request what became of it."""

    def __init__(self, counters: Counters, clock: Clock, upstreams: Upstreams) -> None:
        self._counters = counters
        self._clock = clock
        self._children: dict[tuple[str, str, int], Counter] = {}
        self._durations: dict[str, Histogram] = {}
        for name in upstreams.names:
            upstream = upstreams.upstream(name)
            _under_way.labels(name).set_function(partial(_held_by, upstream))

    def report(self, visit: Visit) -> None:
        """Log, measure and count an answered or abandoned request."""
        seconds = perf_counter() - visit.started
        self._measure(visit, seconds)
        caller = visit.caller
        tenant = ""
        if caller is not None:
            found = caller.principal.tenant
            tenant = str(found)
            self._counters.count(
                Key(found, self._clock.now().date(), caller.kind),
                is_refused=visit.status >= 400,
                size=visit.read + visit.sent,
            )
        _log.info(
            "request",
            request_id=visit.name().decode(),
            trace=visit.traceparent[3:35],
            method=visit.method,
            service=visit.service,
            status=visit.status,
            ms=round(seconds * 1000, 2),
            tenant=tenant,
            read=visit.read,
            sent=visit.sent,
        )

    def _measure(self, visit: Visit, seconds: float) -> None:
        key = (visit.service, visit.method, visit.status // 100)
        child = self._children.get(key)
        if child is None:
            status = f"{key[2]}xx" if key[2] else "none"
            child = self._children[key] = _requests.labels(key[0], key[1], status)
        child.inc()
        duration = self._durations.get(visit.service)
        if duration is None:
            duration = self._durations[visit.service] = _seconds.labels(visit.service)
        duration.observe(seconds)
