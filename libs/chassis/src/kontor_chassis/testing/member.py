"""A consumer as a process of its own, for tests that freeze or kill it.

`python -m kontor_chassis.testing.member '<json>'` mirrors the sample record into one table and
writes a row for each effect into another, until it is told to stop.
"""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import orjson
import uvloop

from kontor_chassis import failpoints
from kontor_chassis.consume.consumer import Consumer, Reaction
from kontor_chassis.consume.mirror import Mirror
from kontor_chassis.consume.received import Received
from kontor_chassis.consume.runner import ConsumerRunner, Surroundings
from kontor_chassis.telemetry import logs
from kontor_chassis.testing import sample
from kontor_chassis.testing.sample import Thing
from kontor_schemas.fact import Created, Updated


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberOrder:
    """What a member process is told on its command line."""

    database: Mapping[str, Any]
    bootstrap: str
    consumer: str
    topic: str
    mirror: str
    effects: str
    columns: tuple[str, ...] = ("name", "amount")
    member: str = ""
    faults: str = ""
    session_timeout_ms: int = 6000
    max_records: int = 100
    note: Mapping[str, str] = field(default_factory=dict)


def subscriptions(order: MemberOrder) -> Consumer:
    """Return the member's consumer: a mirror, and a reaction that is not idempotent by itself."""

    async def write(connection: asyncpg.Connection, received: Received) -> None:
        await connection.execute(
            f"INSERT INTO {order.effects} (fact, key, v, member) VALUES ($1, $2, $3, $4)",
            received.id,
            received.key,
            received.version,
            order.member,
        )
        failpoints.reach("member.mid_batch")

    return Consumer(
        name=order.consumer,
        subscriptions=(
            Mirror(state=Thing, table=order.mirror, columns=order.columns),
            Reaction(facts=(Created[Thing], Updated[Thing]), react=write),
        ),
    )


async def run(order: MemberOrder) -> None:
    """Run the member until SIGTERM."""
    sample.move_to(order.topic)
    failpoints.arm(order.faults)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with asyncpg.create_pool(**order.database, min_size=0, max_size=3) as pool:
        runner = ConsumerRunner(
            subscriptions(order),
            Surroundings(
                pool=pool,
                bootstrap=order.bootstrap,
                member=order.member,
                session_timeout_ms=order.session_timeout_ms,
                max_records=order.max_records,
            ),
        )
        running = asyncio.create_task(runner.run())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


def main() -> None:
    """Read the order and run."""
    logs.configure("sample", "info")
    uvloop.run(run(MemberOrder(**orjson.loads(sys.argv[1]))))


if __name__ == "__main__":
    main()
