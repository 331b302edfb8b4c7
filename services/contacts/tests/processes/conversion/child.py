"""Contacts' timers in a process of their own that kills itself at a fail point."""

import json
import sys

import uvloop

from kontor_chassis import failpoints
from kontor_chassis.runtime import running
from kontor_chassis.testing.tokens import LocalVerifier
from kontor_contacts.app import APP
from services.contacts.tests.processes.conversion.leads import fire


async def main() -> None:
    told = json.loads(sys.argv[1])
    settings = APP.settings.model_validate(told["settings"])
    async with running(APP, settings, verifier=LocalVerifier()) as runtime:
        failpoints.arm(told["faults"])
        await fire(runtime)


if __name__ == "__main__":
    uvloop.run(main())
