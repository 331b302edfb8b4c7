"""A reader with a stock Kafka client and the AsyncAPI document, on a real broker, nothing else."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRecord
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from jsonschema import Draft7Validator

from kontor_chassis.testing.engines import Engines
from kontor_published.examples import examples
from kontor_schemas.dead_letter import DeadLetter
from kontor_schemas.envelope import MAX_FACT_BYTES, header_list
from kontor_schemas.topics import TOPICS, Topic, topic_named

ROOT = Path(__file__).parents[3]
DOCUMENT: dict[str, Any] = json.loads((ROOT / "docs/facts/asyncapi.json").read_text("utf-8"))
WITHIN = 60.0

pytestmark = pytest.mark.broker


@pytest.fixture(scope="module")
def bootstrap() -> str:
    return Engines.found().kafka


@asynccontextmanager
async def made(bootstrap: str, prefix: str, topics: tuple[Topic, ...]) -> AsyncIterator[str]:
    """Topics with their declared settings, under names of a test's own."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    wanted = [
        NewTopic(
            name=prefix + topic.name,
            num_partitions=topic.partitions_laptop,
            replication_factor=1,
            topic_configs=topic.settings(),
        )
        for topic in topics
    ]
    answer = await admin.create_topics(wanted)
    assert [error for error in answer.topic_errors if error[1] != 0] == []
    yield prefix
    await admin.delete_topics([prefix + topic.name for topic in topics])
    await admin.close()


@pytest.fixture(scope="module")
async def prefix(bootstrap: str) -> AsyncIterator[str]:
    async with made(bootstrap, f"t{uuid4().hex[:8]}.", TOPICS) as prefix:
        yield prefix


@pytest.fixture(scope="module")
async def sent(bootstrap: str, prefix: str) -> dict[str, int]:
    """Every golden fact on its topic; returns how many messages each topic holds."""
    counts: dict[str, int] = defaultdict(int)
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all", compression_type="lz4")
    await producer.start()
    for example in examples().values():
        topics = [example.topic]
        if example.topic == "kontor.intake.{consumer}":
            topics = [topic.name for topic in TOPICS if topic.name.startswith("kontor.intake.")]
        for topic in topics:
            await producer.send_and_wait(
                prefix + topic,
                key=example.key.encode(),
                value=json.dumps(example.data).encode(),
                headers=header_list(example.headers),
            )
            counts[topic] += 1
    for topic in TOPICS:
        if topic.name.startswith("kontor.dlq."):
            cause = DeadLetter(
                consumer=topic.name.rpartition(".")[2],
                reason="json_malformed",
                detail="json_malformed at the document",
                topic="kontor.contacts.lead",
                partition=0,
                offset=7,
                attempts=1,
            )
            await producer.send_and_wait(
                prefix + topic.name, key=b"?", value=b"\xff{", headers=cause.to_headers()
            )
            counts[topic.name] += 1
    await producer.stop()
    return dict(counts)


async def read_all(
    bootstrap: str, topics: list[str], expected: int
) -> list[ConsumerRecord[bytes, bytes]]:
    consumer = AIOKafkaConsumer(
        *topics,
        bootstrap_servers=bootstrap,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        group_id=f"stock-{uuid4().hex}",
    )
    await consumer.start()
    found: list[ConsumerRecord[bytes, bytes]] = []
    try:
        async with asyncio.timeout(WITHIN):
            while len(found) < expected:
                for records in (await consumer.getmany(timeout_ms=200)).values():
                    found.extend(records)
    finally:
        await consumer.stop()
    return found


async def test_the_document_is_enough_to_read_every_topic(
    bootstrap: str, prefix: str, sent: dict[str, int]
) -> None:
    addresses = [channel["address"] for channel in DOCUMENT["channels"].values()]
    assert set(sent) == set(addresses)
    found = await read_all(bootstrap, [prefix + name for name in addresses], sum(sent.values()))
    read: dict[str, int] = defaultdict(int)
    partitions: dict[tuple[str, bytes], set[int]] = defaultdict(set)
    for record in found:
        channel = DOCUMENT["channels"][record.topic.removeprefix(prefix)]
        understand(record, channel)
        read[channel["address"]] += 1
        partitions[record.topic, record.key].add(record.partition)
    assert dict(read) == sent
    assert [place for place, numbers in partitions.items() if len(numbers) > 1] == []


def understand(record: ConsumerRecord[bytes, bytes], channel: dict[str, Any]) -> None:
    headers = {name: value.decode() for name, value in record.headers}
    name = headers.get("ce_type", "dead_letter")
    assert name in channel["messages"]
    message = DOCUMENT["components"]["messages"][name]
    assert faults(message["headers"], headers) == []
    if name == "dead_letter":
        return
    event = from_binary_event(
        KafkaMessage(headers=dict(record.headers), key=record.key, value=record.value)
    )
    assert (event.get_type(), event.get_subject()) == (name, record.key.decode())
    assert faults(message["payload"], event.get_data()) == []


def faults(schema: dict[str, Any], value: Any) -> list[Any]:
    whole = {"components": DOCUMENT["components"], **schema}
    return list(Draft7Validator(whole).iter_errors(value))


async def test_the_largest_fact_passes(bootstrap: str) -> None:
    lead = topic_named("kontor.contacts.lead")
    largest = b"x" * MAX_FACT_BYTES
    async with made(bootstrap, f"t{uuid4().hex[:8]}.", (lead,)) as prefix:
        producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all")
        await producer.start()
        await producer.send_and_wait(prefix + lead.name, key=b"large", value=largest)
        await producer.stop()
        [record] = await read_all(bootstrap, [prefix + lead.name], 1)
    assert (record.key, record.value) == (b"large", largest)
