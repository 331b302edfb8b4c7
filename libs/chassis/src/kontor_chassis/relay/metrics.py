"""Metrics of the relay: what it published, how far it is behind, which shards it relays."""

from datetime import UTC, datetime
from functools import cache

import asyncpg
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram

MOST_ROWS_COUNTED = 10_000
"""A backlog is counted so far and no further: a gauge must not cost what it measures."""

_BUCKETS = (0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1, 2, 5, 15, 60, 300)
_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)

# Past the horizon too: while one writing transaction stays open nothing is published, and that is
# exactly when these must rise.
_BACKLOG = """
SELECT coalesce(extract(epoch FROM clock_timestamp() - min(first.created_at)), 0)::float8,
  coalesce(sum(backlog.waiting), 0)::bigint
FROM unnest($1::smallint[]) AS s(shard)
LEFT JOIN relay_cursor c ON c.shard = s.shard
CROSS JOIN LATERAL (
  SELECT o.created_at FROM outbox o
  WHERE o.shard = s.shard AND (o.xid, o.seq) > (coalesce(c.xid, '0'), coalesce(c.seq, 0))
  ORDER BY o.xid, o.seq LIMIT 1
) first
CROSS JOIN LATERAL (
  SELECT count(*) AS waiting FROM (
    SELECT FROM outbox o
    WHERE o.shard = s.shard AND (o.xid, o.seq) > (coalesce(c.xid, '0'), coalesce(c.seq, 0))
    ORDER BY o.xid, o.seq LIMIT $2
  ) counted
) backlog
"""


class RelayMetrics:
    """The relay's metrics of one process.

    Args:
        registry: Where they are shown; another one where a process has several relays.
    """

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        self.published = Counter(
            "kontor_relay_published_total", "Facts the broker acknowledged.", registry=registry
        )
        self.batches = Histogram(
            "kontor_relay_batch_rows", "Facts in a batch.", buckets=_SIZES, registry=registry
        )
        self.lag_seconds = Histogram(
            "kontor_relay_lag_seconds",
            "From the start of a write to the acknowledgement of its fact, oldest of each batch.",
            buckets=_BUCKETS,
            registry=registry,
        )
        self.lag_rows = Gauge(
            "kontor_relay_lag_rows",
            f"Facts committed and not yet published, counted up to {MOST_ROWS_COUNTED} a shard.",
            registry=registry,
        )
        self.oldest_seconds = Gauge(
            "kontor_outbox_oldest_seconds",
            "Age of the oldest fact committed and not yet published.",
            registry=registry,
        )
        self.active = Gauge(
            "kontor_relay_active", "1 where this process relays.", ("shard",), registry=registry
        )
        self.failures = Counter(
            "kontor_relay_failures_total",
            "Sessions that ended before their time.",
            ("reason",),
            registry=registry,
        )

    def observe(self, rows: int, oldest: datetime) -> None:
        """Count one acknowledged batch."""
        self.published.inc(rows)
        self.batches.observe(rows)
        now = datetime.now(UTC)  # kontor: allow clock_and_ids because it is a measurement
        self.lag_seconds.observe(max((now - oldest).total_seconds(), 0.0))

    async def measure_backlog(self, pool: asyncpg.Pool, shards: range) -> None:
        """Look how much waits in the outbox, whoever relays it."""
        oldest, waiting = await pool.fetchrow(_BACKLOG, list(shards), MOST_ROWS_COUNTED)
        self.oldest_seconds.set(oldest)
        self.lag_rows.set(waiting)


@cache
def process_metrics() -> RelayMetrics:
    """Return the metrics of this process, made when first used."""
    return RelayMetrics()
