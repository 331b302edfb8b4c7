"""The sample service's API as a process of its own, which takes every token for one guest's."""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import uvloop

from kontor_chassis.access import verifier
from kontor_chassis.actor import Actor, Principal
from kontor_chassis.main import _run_roles
from libs.chassis.tests.core.conftest import SAMPLE


class OneGuest:
    def __init__(self, tenant: str) -> None:
        self._guest = Principal(subject=Actor("user", tenant), tenant=UUID(tenant))

    async def verify(self, _token: str) -> Principal:
        return self._guest

    def is_sure(self, _principal: Principal) -> bool:
        return True


def main() -> None:
    told: dict[str, Any] = json.loads(sys.argv[1])

    @asynccontextmanager
    async def opened(*_: Any) -> AsyncIterator[OneGuest]:
        yield OneGuest(told["tenant"])

    verifier.open_verifier = opened  # type: ignore[assignment]
    settings = SAMPLE.settings.model_validate(told["settings"])
    uvloop.run(_run_roles(SAMPLE, settings, ("api",)))


if __name__ == "__main__":
    main()
