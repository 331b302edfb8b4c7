"""What a consumer shows of itself to Prometheus."""

from prometheus_client import Counter, Gauge, Histogram

FACTS = Counter(
    "kontor_consumer_facts_total",
    "Facts by what became of them: applied, known, ignored, queued, parked or dead.",
    ("consumer", "outcome"),
)
BATCH = Histogram(
    "kontor_consumer_batch_size",
    "Messages in a batch.",
    ("consumer",),
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000),
)
SECONDS = Histogram(
    "kontor_consumer_batch_seconds",
    "Time from a batch's delivery to its commit.",
    ("consumer",),
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
)
LAG = Gauge(
    "kontor_consumer_lag",
    "Messages between our position and the end of the partition.",
    ("consumer", "topic", "partition"),
)
PARKED = Gauge(
    "kontor_consumer_parked",
    "Facts parked: waiting (to be tried again, or behind one) or dead (until an operator acts).",
    ("consumer", "state"),
)
DEAD_LETTERS = Counter(
    "kontor_consumer_dead_letters_total",
    "Facts sent to the dead-letter topic.",
    ("consumer", "reason"),
)
RETRIES = Counter(
    "kontor_consumer_retries_total",
    "Batches tried again because database or another service was away or in the way.",
    ("consumer",),
)
FENCED = Counter(
    "kontor_consumer_fenced_total",
    "Batches rolled back because another member holds the lease.",
    ("consumer",),
)
GAPS = Counter(
    "kontor_consumer_offsets_missing_total",
    "Offsets the broker no longer had when they were asked for.",
    ("consumer", "topic"),
)
