"""Creates the declared topics, and lets those that exist follow their declaration."""

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from typing import Any

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    NewTopic,
    ResourceType,
)

from kontor_local.engines.readiness import silent_admin
from kontor_local.problems import StackError
from kontor_schemas.topics import TOPICS, Topic

_PATIENCE_S = 30


async def ensure(bootstrap: str, topics: Sequence[Topic] = TOPICS) -> int:
    """Create what is missing, adjust what differs; return how many topics were created."""
    return await asyncio.to_thread(_ensure, silent_admin(bootstrap), topics)


def _ensure(admin: AdminClient, topics: Sequence[Topic]) -> int:
    existing = admin.list_topics(timeout=_PATIENCE_S).topics
    missing = [topic for topic in topics if topic.name not in existing]
    if missing:
        _create(admin, missing)
    known = [topic for topic in topics if topic.name in existing]
    grown = [
        NewPartitions(topic.name, topic.partitions_laptop)
        for topic in known
        if len(existing[topic.name].partitions) < topic.partitions_laptop
    ]
    if grown:
        _settle(admin.create_partitions(grown))
    if known:
        _adjust(admin, known)
    return len(missing)


def _create(admin: AdminClient, topics: Sequence[Topic]) -> None:
    wanted = [
        NewTopic(
            topic.name,
            num_partitions=topic.partitions_laptop,
            replication_factor=1,
            config=dict(topic.settings()),
        )
        for topic in topics
    ]
    _settle(admin.create_topics(wanted, operation_timeout=_PATIENCE_S))


def _adjust(admin: AdminClient, topics: Sequence[Topic]) -> None:
    resources = {topic: ConfigResource(ResourceType.TOPIC, topic.name) for topic in topics}
    told = admin.describe_configs(list(resources.values()))
    changed = []
    for topic, resource in resources.items():
        now = told[resource].result(_PATIENCE_S)
        differing = {
            name: value for name, value in topic.settings().items() if now[name].value != value
        }
        if differing:
            entries = [
                ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)
                for name, value in differing.items()
            ]
            changed.append(
                ConfigResource(ResourceType.TOPIC, topic.name, incremental_configs=entries)
            )
    if changed:
        _settle(admin.incremental_alter_configs(changed))


def _settle(futures: Mapping[Any, Future[Any]]) -> None:
    for subject, future in futures.items():
        try:
            future.result(_PATIENCE_S)
        except KafkaException as error:
            # Two starts at once: the other one created it.
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                message = f"Kafka refused the topic {subject}: {error.args[0].str()}"
                raise StackError(message) from error
