"""The consume role: one runner for each consumer a service declares."""

import asyncio
from collections.abc import Callable

from kontor_chassis.consume.asking import ask_over_http
from kontor_chassis.consume.commands import command_port
from kontor_chassis.consume.consumer import Consumer
from kontor_chassis.consume.runner import ConsumerRunner, Surroundings
from kontor_chassis.http.client import PeerClient
from kontor_chassis.runtime import Runtime
from kontor_chassis.telemetry import liveness


async def run_consumers(runtime: Runtime) -> None:
    """Run all consumers of a service until cancelled."""
    await asyncio.gather(*(_run(runtime, one) for one in runtime.definition.consumers))


async def _run(runtime: Runtime, consumer: Consumer) -> None:
    loop = f"consumer {consumer.name}"
    client = PeerClient(runtime.name, runtime.settings, runtime.clock)
    surroundings = Surroundings(
        pool=runtime.worker_pool,
        bootstrap=runtime.settings.kafka.bootstrap,
        member=runtime.settings.kafka.member,
        shards=runtime.settings.outbox.shards,
        run_command=command_port(runtime, consumer.name),
        ask_snapshot=ask_over_http(client) if consumer.asks_owners else None,
        committed=_both(runtime.nudge.ring, consumer.committed),
        beat=lambda: liveness.beat(loop),
    )
    try:
        await ConsumerRunner(consumer, surroundings).run()
    finally:
        liveness.leave(loop)
        await client.close()


def _both(ring: Callable[[], None], wake: Callable[[], None] | None) -> Callable[[], None]:
    if wake is None:
        return ring

    def committed() -> None:
        ring()
        wake()

    return committed
