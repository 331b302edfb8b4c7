"""A relay in a process of its own, so that it can be frozen and killed."""

import json
import sys
from pathlib import Path

import asyncpg
import uvloop

from kontor_chassis import failpoints
from kontor_chassis.relay.loop import Relay
from kontor_chassis.relay.nudge import Nudge
from libs.chassis.tests.relay.workbench import Engines, Outbox


async def main() -> None:
    told = json.loads(sys.argv[1])
    failpoints.arm(told["faults"])
    engines = Engines(
        state=Path(told["state"]),
        postgres=told["postgres"],
        kafka=told["kafka"],
    )
    outbox = Outbox(engines=engines, database=told["database"])

    async def open_connection() -> asyncpg.Connection:
        return await outbox.connect(application_name=told["name"])

    async with outbox.pool() as pool:
        await Relay(pool, open_connection, engines.kafka, told["shards"], Nudge()).run()


if __name__ == "__main__":
    uvloop.run(main())
