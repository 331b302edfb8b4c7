"""Topic ids: which topic a name means just now; a name that was lost and made again has another."""

import asyncio
import logging
from collections.abc import Iterable, Mapping
from uuid import UUID

from confluent_kafka import KafkaError, KafkaException, TopicCollection, TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec, TopicDescription

_WORD = 0xFFFFFFFFFFFFFFFF
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
        found = {}
        for name, described in (await self._described(topics)).items():
            topic_id = described.topic_id
            high = topic_id.get_most_significant_bits() & _WORD
            found[name] = UUID(int=high << 64 | topic_id.get_least_significant_bits() & _WORD)
        return found

    async def ends(self, topic: str) -> Mapping[int, int]:
        """Return the offset behind the last message of each partition of a topic.

        Raises:
            KafkaException: The broker did not answer.
            KeyError: There is no such topic.
        """
        described = (await self._described([topic]))[topic]
        places = [TopicPartition(topic, part.id) for part in described.partitions]
        asked = self._admin.list_offsets(
            dict.fromkeys(places, OffsetSpec.latest()), request_timeout=_TIMEOUT
        )
        return {
            place.partition: (await asyncio.wrap_future(answer)).offset
            for place, answer in asked.items()
        }

    async def _described(self, topics: Iterable[str]) -> Mapping[str, TopicDescription]:
        asked = self._admin.describe_topics(
            TopicCollection(list(topics)), request_timeout=_TIMEOUT
        )
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


_silent = logging.getLogger("kontor.silent")
_silent.disabled = True
