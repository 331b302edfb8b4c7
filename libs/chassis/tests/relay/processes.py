"""Relays as processes: started, frozen, woken, killed."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from libs.chassis.tests.relay.workbench import Outbox, eventually

_ROOT = Path(__file__).parents[4]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayProcess:
    """A relay in a child process."""

    name: str
    outbox: Outbox
    process: asyncio.subprocess.Process

    async def is_active(self) -> bool:
        """Return whether it holds the lock of shard 0."""
        return await holder(self.outbox) == self.name

    async def becomes_active(self, within_s: float = 20) -> None:
        await eventually(self.is_active, within_s)

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    async def is_frozen(self) -> bool:
        return psutil.Process(self.process.pid).status() == psutil.STATUS_STOPPED


async def holder(outbox: Outbox) -> str | None:
    """Return the name of the process that holds the lock of shard 0."""
    async with outbox.connected("admin") as admin:
        name: str | None = await admin.fetchval(
            "SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
            " WHERE l.locktype = 'advisory' AND l.granted AND l.objid = 0 AND l.objsubid = 2"
            " AND a.datname = current_database()"
        )
        return name


@asynccontextmanager
async def relay_process(
    outbox: Outbox, name: str, *, faults: str = "", shards: int = 1
) -> AsyncIterator[RelayProcess]:
    """Run a relay in a child process as long as the block lasts."""
    engines = outbox.engines
    told = {
        "state": str(engines.state),
        "postgres": dict(engines.postgres),
        "kafka": engines.kafka,
        "database": outbox.database,
        "name": name,
        "faults": faults,
        "shards": shards,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "libs.chassis.tests.relay.child", json.dumps(told), cwd=_ROOT
    )
    try:
        yield RelayProcess(name=name, outbox=outbox, process=process)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
