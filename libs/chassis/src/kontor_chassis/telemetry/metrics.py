"""Metrics: rate, errors and duration of every route, in the Prometheus text format."""

from functools import lru_cache

from prometheus_client import Counter, Histogram, generate_latest

_BUCKETS = (0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1, 2, 5)

_requests = Counter(
    "kontor_http_requests_total", "Requests answered.", ("route", "method", "status")
)
_seconds = Histogram(
    "kontor_http_seconds", "Time to answer a request.", ("route", "method"), buckets=_BUCKETS
)


def observe_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count one answered request under its route's pattern, never under its path."""
    count, time = _series(route, method, status // 100)
    count.inc()
    time.observe(seconds)


@lru_cache(maxsize=4096)
def _series(route: str, method: str, hundreds: int) -> tuple[Counter, Histogram]:
    return _requests.labels(route, method, f"{hundreds}xx"), _seconds.labels(route, method)


def exposition() -> bytes:
    """Return all metrics of this process."""
    return generate_latest()
