"""A worker in a process of its own that kills itself, once it has written some chunks."""

import json
import sys

import uvloop

from kontor_chassis import failpoints
from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.runtime import running as opened
from kontor_chassis.testing.tokens import LocalVerifier
from kontor_records.imports import running
from libs.records.tests.imports.trade.service import TRADE
from libs.records.tests.imports.trader import IMPORTING


async def main(definition: ServiceDefinition) -> None:
    told = json.loads(sys.argv[1])
    settings = definition.settings.model_validate_json(told["settings"])
    left = told["chunks"]

    def reached(_point: str) -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            failpoints.arm(told["faults"])

    running.reach = reached
    if left <= 0:
        reached("")
    async with opened(definition, settings, verifier=LocalVerifier()) as runtime:
        while await running.do_next(runtime, IMPORTING):
            pass


if __name__ == "__main__":
    uvloop.run(main(TRADE))
