"""The producer: sends a batch and returns only when the broker has acknowledged all of it.

Why order holds, whatever fails. A record's facts share a key, hence a partition, and every relay
sends them in the same order, from a place before which everything is on the topic.

* Within one producer: it is idempotent, so the broker takes a partition's messages in sequence
  and refuses what follows a gap; retries never overtake. Two things would make the client itself
  leave a message out and go on with those behind it: a message that times out, so none ever does
  (`message.timeout.ms` 0), and one the broker refuses for good, so that is fatal
  (`enable.gapless.guarantee`): nothing is sent any more. What a partition has received is thus
  always a prefix of what was produced for it.
* After any failure the producer is thrown away and the whole batch is read again, from the cursor,
  by a new one. Requests of the old one may still arrive: they continue a prefix that is on the
  topic already. So when a fact arrives for the first time, all before it have arrived. It may
  arrive again later; consumers know it by its id.
* A broker that goes away under a batch is such a failure too, although the producer could wait for
  it: it may come back without its data, and then must not be sent the middle of a story. The
  topics' ids are looked at first (`topics`). The price is that a batch under way is sent twice.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

import asyncpg
import orjson
from confluent_kafka import KafkaError, KafkaException, Message, Producer

PARTITIONER = "murmur2_random"
"""As the Java client and aiokafka choose: all who write a key to a topic must choose alike."""
_SLICE = 500
_PAUSE_S = 0.001
_LONG_PAUSE_S = 0.02
_PATIENT_ROUNDS = 100


class PublishFailedError(Exception):
    """A batch was not acknowledged in full; this producer is of no more use."""


class _Reports:
    """What the client reports while it is called; what is fatal it raises instead."""

    def __init__(self) -> None:
        self.undelivered: KafkaError | None = None
        self.outage: KafkaError | None = None

    def on_error(self, error: KafkaError) -> None:
        """Take note when no broker is left; the client gets over the rest by itself."""
        if error.code() == KafkaError._ALL_BROKERS_DOWN:  # noqa: SLF001 - the client's name for it
            self.outage = error

    def on_delivery(self, error: KafkaError | None, _message: Message) -> None:
        """Take note of a message that was not delivered."""
        self.undelivered = self.undelivered or error


class Publisher:
    """One producer, from its first batch to its first failure."""

    def __init__(self, bootstrap: str) -> None:
        self._reports = _Reports()
        self._producer = Producer(
            {
                "bootstrap.servers": bootstrap,
                "client.id": "kontor-relay",
                "acks": "all",
                "enable.idempotence": True,
                "enable.gapless.guarantee": True,
                "message.timeout.ms": 0,
                "request.timeout.ms": 10_000,
                "compression.type": "lz4",
                "linger.ms": 2,
                "partitioner": PARTITIONER,
                "socket.nagle.disable": True,
                "reconnect.backoff.max.ms": 1000,
                "enable.metrics.push": False,
                "delivery.report.only.error": True,
                "log_level": 2,
                "on_delivery": self._reports.on_delivery,
                "error_cb": self._reports.on_error,
            }
        )

    def was_cut_off(self) -> bool:
        """Return whether the broker went away since the last batch; to be asked between two.

        It also goes when nothing was sent for ten minutes, so this is no failure yet.

        Raises:
            PublishFailedError: This producer is of no more use.
        """
        self._reported(self._producer.poll)
        outage, self._reports.outage = self._reports.outage, None
        return outage is not None

    async def publish(self, rows: Sequence[asyncpg.Record], demand: Callable[[], None]) -> None:
        """Send rows of the outbox and wait for every acknowledgement.

        Args:
            rows: The columns of `reader.READ`.
            demand: Raises as soon as we may not go on.

        Raises:
            PublishFailedError: At least one row may not be on its topic.
        """
        for first in range(0, len(rows), _SLICE):
            demand()
            self._enqueue(rows[first : first + _SLICE])
            self._reported(self._producer.poll)
            self._demand_broker()
            await asyncio.sleep(0)
        await self._acknowledged(demand)

    async def discard(self) -> None:
        """Throw the producer away with everything it has not sent."""
        self._producer.purge()
        # In a thread: closing waits for the client's own threads. Nothing is left to flush; what
        # was fatal to this producer is reported here once more.
        with suppress(KafkaException):
            await asyncio.to_thread(self._producer.close)

    def _enqueue(self, rows: Sequence[asyncpg.Record]) -> None:
        produce, loads = self._producer.produce, orjson.loads
        try:
            for _shard, _xid, _seq, topic, key, headers, payload, _created_at in rows:
                produce(topic, payload, key, headers=loads(headers))
        except KafkaException as refused:
            raise PublishFailedError(str(refused)) from refused

    async def _acknowledged(self, demand: Callable[[], None]) -> None:
        # Not `flush` in a thread: every report would take the interpreter's lock from a busy loop,
        # message by message (seen: p99 186 ms beside a loaded API, 61 ms so). A flush of no
        # duration sends at once, without lingering, and returns at once.
        rounds = 0
        while self._reported(self._producer.flush):
            self._demand_broker()
            demand()
            rounds += 1
            await asyncio.sleep(_PAUSE_S if rounds < _PATIENT_ROUNDS else _LONG_PAUSE_S)

    def _reported(self, call: Callable[[float], int]) -> int:
        """Let the client report by a call that takes no time; return what the call does."""
        try:
            answer = call(0)
        except KafkaException as fatal:
            raise PublishFailedError(str(fatal)) from fatal
        if self._reports.undelivered is not None:
            raise PublishFailedError(str(self._reports.undelivered))
        return answer

    def _demand_broker(self) -> None:
        if self._reports.outage is not None:
            raise PublishFailedError(str(self._reports.outage))
