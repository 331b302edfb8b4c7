"""Topic ids: which topic a name means just now; a name that was lost and made again has another."""

import asyncio
import base64
import logging
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from confluent_kafka import KafkaError, KafkaException, TopicCollection, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec, TopicDescription

_TIMEOUT = 10.0


class TopicIds:
    """Asks the broker. The consumer's own client speaks a protocol version without topic ids."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap
        self._client: AdminClient | None = None

    async def ids(self, topics: Iterable[str]) -> Mapping[str, UUID]:
        """Return the ids of those topics that exist.

        Raises:
            KafkaException: The broker did not answer.
        """
        described = await self._described(topics)
        return {name: _uuid(str(one.topic_id)) for name, one in described.items()}

    async def ends(self, topic: str) -> Mapping[int, int]:
        """Return the offset behind the last message of each partition of a topic.

        Raises:
            KafkaException: The broker did not answer.
            KeyError: There is no such topic.
        """
        described = (await self._described([topic]))[topic]
        places = [TopicPartition(topic, part.id) for part in described.partitions]
        latest: Any = OffsetSpec.latest()
        asked = self._admin.list_offsets(dict.fromkeys(places, latest), request_timeout=_TIMEOUT)
        return {
            place.partition: (await asyncio.wrap_future(answer)).offset
            for place, answer in asked.items()
        }

    async def _described(self, topics: Iterable[str]) -> Mapping[str, TopicDescription]:
        asked = self._admin.describe_topics(TopicCollection(list(topics)), request_timeout=_TIMEOUT)
        found = {}
        for name, answer in asked.items():
            try:
                found[name] = await asyncio.wrap_future(answer)
            except KafkaException as error:
                if error.args[0].code() != KafkaError.UNKNOWN_TOPIC_OR_PART:
                    raise
        return found

    @property
    def _admin(self) -> AdminClient:
        if self._client is None:
            # Without a logger it would report every lost connection on standard error.
            self._client = AdminClient(
                {"bootstrap.servers": self._bootstrap, "log_level": 0}, logger=_silent
            )
        return self._client


def _uuid(kafka: str) -> UUID:
    """Read Kafka's form of a UUID: URL-safe base64 without padding."""
    return UUID(bytes=base64.urlsafe_b64decode(f"{kafka}=="))


_silent = logging.getLogger("kontor.silent")
_silent.disabled = True
