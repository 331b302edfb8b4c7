"""Automation's consuming role as a process of its own, on topics of a test's own."""

import asyncio
import json
import sys
from dataclasses import replace

from kontor_automation.app import APP, CONSUMER
from kontor_chassis.main import consume
from kontor_chassis.runtime import running
from kontor_chassis.testing.tokens import LocalVerifier
from kontor_schemas.fact import INTAKE


async def main() -> None:
    told = json.loads(sys.argv[1])
    for fact in {fact for one in CONSUMER.subscriptions for fact in one.facts}:
        if fact.TOPIC != INTAKE:
            fact.TOPIC = f"{told['prefix']}.{fact.TOPIC}"
    consumer = replace(CONSUMER, name=told["prefix"])
    definition = replace(APP, consumers=[consumer])
    settings = APP.settings.model_validate(told["settings"])
    async with running(definition, settings, verifier=LocalVerifier()) as runtime:
        await consume(runtime)


if __name__ == "__main__":
    asyncio.run(main())
