"""The real broker in tests: topics of a test's own, messages onto them, messages from them."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from kontor_chassis.testing.sample import Message


async def until(
    holds: Callable[[], Awaitable[Any]], within: float = 20.0, every: float = 0.02
) -> Any:
    """Ask again and again until the answer is true, and return it.

    Raises:
        TimeoutError: It did not become true in time.
    """
    deadline = time.monotonic() + within
    while not (answer := await holds()):
        if time.monotonic() > deadline:
            message = f"not within {within} s: {holds}"
            raise TimeoutError(message)
        await asyncio.sleep(every)
    return answer


class Stream:
    """A connection to the broker that makes topics, sends and reads."""

    def __init__(
        self, bootstrap: str, admin: AIOKafkaAdminClient, producer: AIOKafkaProducer
    ) -> None:
        self.bootstrap = bootstrap
        self._admin = admin
        self._producer = producer

    async def make(self, *topics: str, partitions: int = 2, **settings: str) -> None:
        """Make topics and wait until they can be used."""
        wanted = [
            NewTopic(
                name=topic,
                num_partitions=partitions,
                replication_factor=1,
                topic_configs={name.replace("_", "."): value for name, value in settings.items()},
            )
            for topic in topics
        ]
        await self._admin.create_topics(wanted)

        async def usable() -> bool:
            found = await self._admin.describe_topics(list(topics))
            return all(
                one["error_code"] == 0
                and len(one["partitions"]) == partitions
                and all(part["leader"] >= 0 for part in one["partitions"])
                for one in found
            )

        await until(usable)

    async def drop(self, *topics: str) -> None:
        """Delete topics with all they hold."""
        await self._admin.delete_topics(list(topics))

    async def send(
        self, topic: str, messages: Iterable[Message], partition: int | None = None
    ) -> None:
        """Send messages in order and wait until the broker has them."""
        waiting = [
            await self._producer.send(
                topic, one.value, key=one.key, headers=one.headers, partition=partition
            )
            for one in messages
        ]
        await asyncio.gather(*waiting)

    async def read(self, topic: str) -> Sequence["ConsumerRecord[Any, Any]"]:
        """Return everything a topic holds now."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.bootstrap, enable_auto_commit=False, auto_offset_reset="earliest"
        )
        await consumer.start()
        try:
            (described,) = await self._admin.describe_topics([topic])
            places = [TopicPartition(topic, part["partition"]) for part in described["partitions"]]
            consumer.assign(places)
            ends = await consumer.end_offsets(places)
            found: list[ConsumerRecord[Any, Any]] = []
            while any([await consumer.position(place) < ends[place] for place in places]):
                for records in (await consumer.getmany(timeout_ms=100)).values():
                    found.extend(records)
            return found
        finally:
            await consumer.stop()


@asynccontextmanager
async def open_stream(bootstrap: str) -> AsyncIterator[Stream]:
    """Connect to the broker for the duration of a block."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, acks="all", max_request_size=4_000_000, linger_ms=1
    )
    await admin.start()
    await producer.start()
    try:
        yield Stream(bootstrap, admin, producer)
    finally:
        await producer.stop()
        await admin.close()
