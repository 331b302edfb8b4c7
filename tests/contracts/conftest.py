"""Every service at once: each with a database of its own, as its migrations make it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from kontor_automation.app import APP as AUTOMATION
from kontor_chassis.runtime import Runtime, running
from kontor_chassis.testing.engines import Engines, prepare
from kontor_chassis.testing.tokens import LocalVerifier
from kontor_contacts.app import APP as CONTACTS
from kontor_gateway.app import APP as GATEWAY
from kontor_identity.app import APP as IDENTITY

APPS = {app.name: app for app in (AUTOMATION, CONTACTS, GATEWAY, IDENTITY)}


@pytest.fixture(scope="session")
async def services(engines: Engines, worker: str) -> AsyncIterator[Mapping[str, Runtime]]:
    """The runtimes of all services; nothing that starts with a process is started."""
    async with AsyncExitStack() as stack:
        opened = {}
        for name, app in APPS.items():
            settings = await prepare(engines, app, f"{worker}_all")
            idle = replace(app, on_start=None)
            entered = running(idle, settings, verifier=LocalVerifier())
            opened[name] = await stack.enter_async_context(entered)
        yield opened
