"""Topic identity: notice that the broker has lost a topic, and publish the outbox again.

A topic that was deleted and made anew has the same name and another id. What was published to the
old one is gone, so all cursors go back to the oldest partition of the outbox: everything of the
last 24 hours is sent again, and consumers drop what they know.
"""

import asyncio
from base64 import urlsafe_b64decode
from collections.abc import Collection
from uuid import UUID

import asyncpg
import structlog
from confluent_kafka import KafkaError, KafkaException, TopicCollection, Uuid
from confluent_kafka.admin import AdminClient

from kontor_chassis.relay.cursor import REWIND

_ANSWER_S = 3.0
_KNOWN = "SELECT topic FROM relay_topic"
_RENEW = """
UPDATE relay_topic t SET topic_id = n.topic_id
FROM unnest($1::text[], $2::uuid[]) AS n(topic, topic_id)
WHERE t.topic = n.topic AND t.topic_id <> n.topic_id RETURNING t.topic
"""
_LEARN = """
INSERT INTO relay_topic (topic, topic_id) SELECT * FROM unnest($1::text[], $2::uuid[])
ON CONFLICT (topic) DO NOTHING
"""
_log = structlog.get_logger("relay")


class TopicsUnknownError(Exception):
    """The broker does not answer, or does not have a topic we must publish to."""


class Topics:
    """The topics one session has looked at."""

    def __init__(self, pool: asyncpg.Pool, bootstrap: str) -> None:
        self._pool = pool
        self._bootstrap = bootstrap
        self._seen: frozenset[str] = frozenset()

    def lacks(self, topics: Collection[str]) -> bool:
        """Return whether there is a topic among these that was never looked at."""
        return not self._seen.issuperset(topics)

    async def verify(self, topics: Collection[str] = ()) -> bool:
        """Compare every topic's id with the one we published to before.

        Args:
            topics: Topics about to be published to for the first time; they must exist.

        Returns:
            Whether the cursors went back, so that positions must be read again.

        Raises:
            TopicsUnknownError: Nothing may be published now.
        """
        known = {row["topic"] for row in await self._pool.fetch(_KNOWN)}
        ids = await asyncio.to_thread(topic_ids, self._bootstrap, known.union(topics))
        if missing := sorted(set(topics) - ids.keys()):
            raise TopicsUnknownError(f"no such topic: {', '.join(missing)}")
        self._seen = frozenset(ids)
        return await self._record(ids)

    async def _record(self, ids: dict[str, UUID]) -> bool:
        names, identities = list(ids), list(ids.values())
        async with self._pool.acquire() as connection, connection.transaction():
            renewed = await connection.fetch(_RENEW, names, identities)
            if renewed:
                await connection.execute(REWIND)
            await connection.execute(_LEARN, names, identities)
        if renewed:
            _log.error(
                "topics lost by the broker, publishing again",
                topics=sorted(row["topic"] for row in renewed),
            )
        return bool(renewed)


def topic_ids(bootstrap: str, topics: Collection[str]) -> dict[str, UUID]:
    """Ask the broker for the ids of topics; those it does not have are left out. Blocks.

    Raises:
        TopicsUnknownError: The broker does not answer.
    """
    if not topics:
        return {}
    # A broker that comes back is noticed at once, not at the end of a long pause.
    settings: dict[str, str | int | float | bool] = {
        "bootstrap.servers": bootstrap,
        "log_level": 2,
        "reconnect.backoff.max.ms": 500,
    }
    admin = AdminClient(settings)
    asked = admin.describe_topics(TopicCollection(sorted(topics)), request_timeout=_ANSWER_S)
    ids: dict[str, UUID] = {}
    for topic, answer in asked.items():
        try:
            ids[topic] = _uuid(answer.result().topic_id)
        except KafkaException as refused:
            if refused.args[0].code() != KafkaError.UNKNOWN_TOPIC_OR_PART:
                raise TopicsUnknownError(str(refused.args[0])) from refused
    return ids


def _uuid(topic_id: Uuid) -> UUID:
    """Return Kafka's own notation (base64 without padding) as a UUID."""
    return UUID(bytes=urlsafe_b64decode(f"{topic_id}=="))
