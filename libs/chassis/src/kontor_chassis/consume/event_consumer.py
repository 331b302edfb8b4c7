"""The broker's side of a consumer: FastStream's subscriber in the one form that loses nothing.

FastStream's defaults acknowledge a batch before it is handled, parse headers as UTF-8 before any
handler can object, and sleep 200 ms between polls. Here the parser cannot raise, the decoder does
nothing, acknowledgement is ours alone, and the handler is one that never raises.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.message import FAKE_CONSUMER

from kontor_chassis.consume.door import Record

Records = tuple[Record, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Which group a process joins, as which member, and how patient the group is with it.

    `member` is the static name of this replica (`KONTOR_KAFKA__MEMBER`); with one, a restart keeps
    its partitions and disturbs nobody, and without one it leaves the group when it stops.
    """

    bootstrap: str
    group: str
    topics: Sequence[str]
    member: str = ""
    session_timeout_ms: int = 10_000
    heartbeat_interval_ms: int = 1_000
    max_records: int = 500


class EventConsumer:
    """Delivers batches of raw messages, one at a time, to a handler that never raises."""

    def __init__(
        self,
        membership: Membership,
        handler: Callable[[Records], Awaitable[None]],
        listener: ConsumerRebalanceListener,
        stop_within: float = 10.0,
    ) -> None:
        # No logger: FastStream would log a line a batch and aiokafka logs what matters itself.
        self._broker = KafkaBroker(
            membership.bootstrap,
            client_id=f"kontor-{membership.group}",
            consumer_only=True,
            allow_auto_create_topics=False,
            request_timeout_ms=15_000,
            metadata_max_age_ms=5_000,
            graceful_timeout=stop_within,
            apply_types=False,
            logger=None,
        )
        self._subscriber = self._broker.subscriber(
            *membership.topics,
            batch=True,
            group_id=membership.group,
            group_instance_id=membership.member or None,
            auto_offset_reset="earliest",
            ack_policy=AckPolicy.MANUAL,
            batch_timeout_ms=10,
            max_records=membership.max_records,
            # What comes is sent at once; the wait is only how often an idle consumer asks again, at
            # some cost to both sides. A seek waits for it, and seeks are rare.
            fetch_max_wait_ms=400,
            session_timeout_ms=membership.session_timeout_ms,
            heartbeat_interval_ms=membership.heartbeat_interval_ms,
            partition_assignment_strategy=[sticky_assignor()],
            listener=listener,
            parser=_parsed,
            decoder=_decoded,
            no_reply=True,
        )
        self._subscriber(handler)

    @property
    def client(self) -> AIOKafkaConsumer:
        """The client below, once started.

        Raises:
            RuntimeError: Not started, or stopped.
        """
        if self._subscriber.consumer is None:
            message = "the consumer is not running"
            raise RuntimeError(message)
        return self._subscriber.consumer

    async def start(self) -> None:
        """Join the group and begin to deliver."""
        await self._broker.start()

    async def stop(self) -> None:
        """Stop fetching, give the batch in hand its time, then leave."""
        tasks = tuple(self._subscriber.tasks)
        await self._broker.stop()
        # FastStream cancels its loop and does not wait: a roll back may still be under way.
        await asyncio.gather(*tasks, return_exceptions=True)


def sticky_assignor() -> type[StickyPartitionAssignor]:
    """Return a sticky assignor of this consumer's own.

    aiokafka keeps what a member had on the class: two consumers of a process that shared the class
    would claim each other's partitions.
    """
    return type("OwnStickyAssignor", (StickyPartitionAssignor,), {})


async def _parsed(records: Records) -> KafkaMessage:
    return KafkaMessage(
        body=records,
        raw_message=records,
        headers={},
        reply_to="",
        content_type=None,
        message_id="",
        correlation_id="",
        path={},
        consumer=FAKE_CONSUMER,
    )


async def _decoded(message: KafkaMessage) -> object:
    return message.raw_message
