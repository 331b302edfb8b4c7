"""The runtime of one process: its pools, clock, keys and outgoing ports, opened and closed once."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import asyncpg

from kontor_chassis import failpoints
from kontor_chassis.actor import Principal
from kontor_chassis.clock import Clock, SystemClock
from kontor_chassis.database.pool import open_pool
from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.relay.nudge import Nudge
from kontor_chassis.settings import ServiceSettings


class Verifies(Protocol):
    """Turns a token into who it stands for."""

    async def verify(self, token: str) -> Principal:
        """Return the principal of a valid token.

        Raises:
            TokenInvalid: Forged, expired, revoked, or for somebody else.
        """
        ...

    def is_sure(self, principal: Principal) -> bool:
        """Return whether the principal certainly still stands (`http.certainty`)."""
        ...


@dataclass(slots=True, kw_only=True)
class Runtime:
    """What the roles of one process share."""

    definition: ServiceDefinition
    settings: ServiceSettings
    api_pool: asyncpg.Pool
    worker_pool: asyncpg.Pool
    clock: Clock
    verifier: Verifies
    nudge: Nudge
    secret: bytes
    adapters: Mapping[type[Any], Any] = field(default_factory=dict)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set before the listener waits for answers under way: those that never end, end now."""

    @property
    def name(self) -> str:
        """The service's name."""
        return self.definition.name


@asynccontextmanager
async def running(
    definition: ServiceDefinition,
    settings: ServiceSettings,
    *,
    verifier: Verifies | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[Runtime]:
    """Open what a process needs and close it at the end, in reverse order.

    Args:
        definition: The service.
        settings: Its settings.
        verifier: Another source of truth about tokens; identity's own and the tests' differ.
        clock: Another clock.
    """
    from kontor_chassis.access.verifier import open_verifier  # noqa: PLC0415 - tests bring their own

    failpoints.arm(settings.faults)
    async with AsyncExitStack() as stack:
        api_pool = await open_pool(definition.name, settings.database, "api")
        stack.push_async_callback(api_pool.close)
        worker_pool = await open_pool(definition.name, settings.database, "worker")
        stack.push_async_callback(worker_pool.close)
        clock = clock or SystemClock()
        if verifier is None:
            opening = open_verifier(definition.name, settings, clock)
            verifier = await stack.enter_async_context(opening)
        adapters = definition.adapters(settings)
        for adapter in adapters.values():
            if hasattr(adapter, "close"):
                stack.push_async_callback(adapter.close)
        runtime = Runtime(
            definition=definition,
            settings=settings,
            api_pool=api_pool,
            worker_pool=worker_pool,
            clock=clock,
            verifier=verifier,
            nudge=Nudge(),
            secret=_secret(settings),
            adapters=adapters,
        )
        if definition.on_start:
            await definition.on_start(runtime)
        yield runtime


def _secret(settings: ServiceSettings) -> bytes:
    """Return the secret that signs cursors: the same in every replica, unlike any other secret."""
    key_file = settings.credential.key_file
    material = key_file.read_bytes() if key_file else b"no credential"
    return hashlib.blake2b(material, person=b"kontor cursors", digest_size=32).digest()
