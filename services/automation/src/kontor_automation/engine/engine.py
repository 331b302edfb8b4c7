"""The engine of one process: decides in the consumer's batches, then works on what was decided."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import asyncpg
import structlog

from kontor_automation.adapters.mail import Mails
from kontor_automation.engine.reacting import react
from kontor_automation.engine.rules_known import KnownRules
from kontor_automation.engine.running import Running, Terms
from kontor_automation.engine.steps import Ports
from kontor_automation.engine.waiting import take_up
from kontor_automation.settings import AutomationSettings
from kontor_chassis.consume.received import Received
from kontor_chassis.database.pool import CONNECTION_FAULTS, CONTENTION
from kontor_chassis.http.client import PeerClient
from kontor_chassis.runtime import Runtime
from kontor_chassis.telemetry import liveness
from kontor_chassis.texts.catalogue import add_folder, known

_log = structlog.get_logger(__name__)
_TAKE_UP_S = 1.0
_LOOP = "automation waiting"


class Engine:
    """What `app.py` wires: the reaction of the consumer, and the loops that follow it."""

    def __init__(self) -> None:
        self._runtime: Runtime | None = None
        self._running: Running | None = None
        self._rules = KnownRules()
        self._stirred = asyncio.Event()
        self._has_decided = False
        self._has_stirred = False

    async def start(self, runtime: Runtime) -> None:
        """Bind the engine to the process it works in."""
        self._runtime = runtime
        if runtime.definition.texts:
            add_folder(runtime.definition.texts)
            known("de")  # read now: the first decision should not wait for a file
        settings = runtime.settings
        assert isinstance(settings, AutomationSettings)  # noqa: S101 - named in the definition
        lease = timedelta(seconds=settings.runner.lease_s)
        ports = Ports(
            pool=runtime.worker_pool,
            peers=runtime.adapters[PeerClient],
            mails=runtime.adapters[Mails],
            lease=lease,
        )

        def now() -> datetime:
            return runtime.clock.now()  # asked anew each time: a rehearsal moves the clock

        terms = Terms(
            now=now,
            nudge=runtime.nudge,
            shards=settings.outbox.shards,
            concurrency=settings.runner.concurrency,
            lease=lease,
        )
        self._running = Running(ports, terms)

    async def react(self, connection: asyncpg.Connection, facts: Sequence[Received]) -> None:
        """Decide what follows from a batch of facts, inside its transaction."""
        runtime = self._bound
        shards = runtime.settings.outbox.shards
        book = await react(connection, facts, self._rules, runtime.clock.now(), shards)
        self._has_decided = self._has_decided or not book.is_empty
        self._has_stirred = self._has_stirred or book.has_waiting

    async def people_changed(
        self, connection: asyncpg.Connection, facts: Sequence[Received]
    ) -> None:
        """Note that somebody may be able to take what waits."""
        del connection, facts
        self._has_stirred = True

    def committed(self) -> None:
        """Call the loops of this process, now that what a batch decided can be seen."""
        if self._has_decided:
            self.running.call()
        if self._has_stirred:
            self._stirred.set()
        self._has_decided = self._has_stirred = False

    async def run(self, runtime: Runtime) -> None:
        """Work on runs, and take up what waits, until cancelled."""
        del runtime
        await asyncio.gather(self.running.run(), self._take_up())

    @property
    def running(self) -> Running:
        """The runs of this process."""
        assert self._running is not None  # noqa: S101 - started before anything is served
        return self._running

    async def take_up_waiting(self) -> int:
        """Give out everything that waits and can be given out; return how much that was."""
        runtime, count = self._bound, 0
        shards = runtime.settings.outbox.shards
        while found := await take_up(runtime.worker_pool, self._rules, runtime.clock.now(), shards):
            count += found
        return count

    @property
    def _bound(self) -> Runtime:
        assert self._runtime is not None  # noqa: S101 - started before anything is served
        return self._runtime

    async def _take_up(self) -> None:
        while True:
            liveness.beat(_LOOP)
            self._stirred.clear()
            try:
                if await self.take_up_waiting():
                    self._bound.nudge.ring()
                    self.running.call()
            except (*CONNECTION_FAULTS, *CONTENTION) as fault:
                _log.warning("waiting_waits", error=type(fault).__name__)
            except Exception:  # noqa: BLE001 - one rule must not end what all others need
                _log.exception("waiting_failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stirred.wait(), _TAKE_UP_S)
