"""The topics of the platform, derived from what is published; nothing else may create one."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Literal

from kontor_schemas.naming import topic_of
from kontor_schemas.registry import records

CONSUMERS = ("automation", "contacts", "gateway", "identity")
"""The consumer groups: each has a topic for what is sent to it alone, and one for dead letters."""

_STATE_RETENTION = timedelta(days=30)
_REVOCATION_RETENTION = timedelta(days=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic and how it is kept.

    Attributes:
        name: its name on the broker.
        purpose: one sentence for the reader of the catalogue.
        record: the record type whose facts it carries; None for machinery.
        cleanup: `delete` after the retention, or `compact` to the last fact of a key.
        retention: how long a message stays; None where only compaction removes one.
        partitions_laptop: partitions of a single broker on a laptop or in CI.
        partitions_production: partitions of a cluster.
    """

    name: str
    purpose: str
    record: str | None = None
    cleanup: Literal["delete", "compact"] = "delete"
    retention: timedelta | None = _STATE_RETENTION
    partitions_laptop: int = 2
    partitions_production: int = 12

    def settings(self) -> dict[str, str]:
        """Give the broker's settings of this topic, as `kafka-topics --config` takes them."""
        settings = {
            "cleanup.policy": self.cleanup,
            # A producer's batch is one message to this limit: it must pass the largest batch the
            # clients build (1,000,000 bytes), not only the largest fact.
            "max.message.bytes": "1048588",
            "message.timestamp.type": "CreateTime",
        }
        if self.retention is not None:
            milliseconds = int(self.retention / timedelta(milliseconds=1))
            settings["retention.ms"] = str(milliseconds)
            # Retention works by whole segments: without this a quiet topic keeps its last
            # segment, and the persons in it, for a week longer.
            settings["segment.ms"] = str(
                min(milliseconds, int(24 * _HOUR / timedelta(milliseconds=1)))
            )
        else:
            settings["min.cleanable.dirty.ratio"] = "0.1"
            settings["segment.ms"] = str(int(_HOUR / timedelta(milliseconds=1)))
        return settings


_SPECIAL: dict[str, Topic] = {
    "identity.session": Topic(
        name=topic_of("identity.session"),
        purpose="Revocations, and the heartbeat that proves they arrive.",
        record="identity.session",
        retention=_REVOCATION_RETENTION,
        # One partition: a heartbeat proves the partition it came by, and no other.
        partitions_laptop=1,
        partitions_production=1,
    ),
    "identity.grant": Topic(
        name=topic_of("identity.grant"),
        purpose="The last known rights of every user: ids only, no personal field.",
        record="identity.grant",
        cleanup="compact",
        retention=None,
    ),
}


def _record_topic(record: str) -> Topic:
    noun = record.partition(".")[2].replace("_", " ")
    if noun == "catalogue":
        return Topic(
            name=topic_of(record),
            purpose="What the record types of a service are, tenant by tenant: no personal field.",
            record=record,
            cleanup="compact",
            retention=None,
        )
    return _SPECIAL.get(record) or Topic(
        name=topic_of(record), purpose=f"Every fact of the record type {noun}.", record=record
    )


def _consumer_topics(consumer: str) -> tuple[Topic, Topic]:
    return (
        Topic(
            name=f"kontor.intake.{consumer}",
            purpose=f"Snapshots and replays for {consumer} alone.",
        ),
        Topic(
            name=f"kontor.dlq.{consumer}",
            purpose=f"Facts that {consumer} could not apply, with the cause in their headers.",
        ),
    )


TOPICS: tuple[Topic, ...] = (
    *(_record_topic(record) for record in records()),
    *(topic for consumer in CONSUMERS for topic in _consumer_topics(consumer)),
)
"""Every topic of the platform."""


@cache
def topic_named(name: str) -> Topic:
    """Find a topic by its name.

    Raises:
        KeyError: no such topic is declared.
    """
    for topic in TOPICS:
        if topic.name == name:
            return topic
    raise KeyError(name)
