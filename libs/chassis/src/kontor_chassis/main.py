"""The verbs of every service: serve, api, consume, relay, jobs, migrate."""

# ruff: noqa: E402 - rich is hidden before structlog is loaded

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import nullcontext
from types import ModuleType
from typing import Any, cast

# structlog loads rich where it finds it, to draw faults in colours. A service writes JSON: what
# the tools of a laptop brought along would cost each process 5 MB.
sys.modules.setdefault("rich", cast("ModuleType", None))

import asyncpg
import structlog
import uvloop

# Whoever needs it later finds it again: formulas load a library that does.
if sys.modules.get("rich") is None:
    sys.modules.pop("rich", None)

from kontor_chassis.database.pool import connect
from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.runtime import Runtime, running
from kontor_chassis.settings import ServiceSettings
from kontor_chassis.telemetry import logs, traces

Loop = Callable[[Runtime], Coroutine[Any, Any, None]]
_log = structlog.get_logger("main")
_GRACE_S = 10
_COLLECT_AFTER = 20_000
"""New objects after which the collector looks for cycles; a request makes some hundreds that are
gone with it, and by Python's 700 every second or third one paid for a walk."""


def run(definition: ServiceDefinition) -> None:
    """Run the verb of the command line and exit with 0, or 2 for a verb that does not exist."""
    verb = sys.argv[1] if len(sys.argv) == 2 else ""
    if verb not in ("migrate", *ROLES):
        sys.stderr.write(f"one of: migrate, {', '.join(ROLES)}\n")
        sys.exit(2)
    settings = definition.settings()
    logs.configure(definition.name, settings.telemetry.log_level)
    if verb == "migrate":
        from kontor_chassis.database.migrate import upgrade  # noqa: PLC0415 - Alembic only here

        upgrade(definition.name, settings.database, definition.migrations)
        return
    traces.configure(definition.name, settings.telemetry.sample)
    uvloop.run(_run_roles(definition, settings, ROLES[verb]))


async def _run_roles(
    definition: ServiceDefinition, settings: ServiceSettings, roles: Sequence[str]
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with running(definition, settings) as runtime:
        tasks = [
            asyncio.create_task(LOOPS[role](runtime), name=f"{definition.name} {role}")
            for role in roles
        ]
        stopping = asyncio.create_task(stop.wait())
        # What was loaded stays; without this the collector walks through all of it again and again,
        # some 100 ms at a time.
        gc.collect()
        gc.freeze()
        gc.set_threshold(_COLLECT_AFTER, *gc.get_threshold()[1:])
        _log.info("started", roles=",".join(roles))
        await asyncio.wait({*tasks, stopping}, return_when=asyncio.FIRST_COMPLETED)
        failed = [task for task in tasks if task.done()]
        await _end(tasks)
        stopping.cancel()
        _log.info("stopped")
        for task in failed:
            task.result()


async def _end(tasks: Sequence["asyncio.Task[None]"]) -> None:
    """Cancel all roles and give each the time to finish or roll back what it holds."""
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks, timeout=_GRACE_S)


async def serve_http(runtime: Runtime) -> None:
    """Answer requests until cancelled; requests under way are finished."""
    import uvicorn  # noqa: PLC0415 - only the api role serves HTTP

    from kontor_chassis.http.app import served_app  # noqa: PLC0415
    from kontor_chassis.http.protocol import BoundedProtocol  # noqa: PLC0415

    config = uvicorn.Config(
        served_app(runtime),
        host=runtime.settings.http.host,
        port=runtime.settings.http.port,
        loop="none",
        http=BoundedProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=75,  # longer than any client of ours keeps a connection unused
        timeout_graceful_shutdown=_GRACE_S - 2,
    )
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext  # type: ignore[method-assign,assignment]  # signals are ours
    serving = asyncio.create_task(server.serve())
    loops = [
        asyncio.ensure_future(process.run(runtime))
        for process in runtime.definition.processes
        if process.role == "api"
    ]
    try:
        await asyncio.wait([serving, *loops], return_when=asyncio.FIRST_COMPLETED)
    finally:
        runtime.stopping.set()
        server.should_exit = True
        await serving
        failed = [loop for loop in loops if loop.done()]
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
    for loop in failed:
        loop.result()


async def relay(runtime: Runtime) -> None:
    """Publish the outbox until cancelled."""
    from kontor_chassis.relay.loop import Relay  # noqa: PLC0415 - only this role needs a producer

    async def open_connection() -> asyncpg.Connection:
        return await connect(runtime.name, runtime.settings.database, "worker")

    await Relay(
        pool=runtime.worker_pool,
        open_connection=open_connection,
        bootstrap=runtime.settings.kafka.bootstrap,
        shards=runtime.settings.outbox.shards,
        nudge=runtime.nudge,
    ).run()


async def consume(runtime: Runtime) -> None:
    """Consume facts until cancelled, and run the loops that act on them."""
    from kontor_chassis.consume.role import run_consumers  # noqa: PLC0415 - FastStream only here

    loops = [
        process.run(runtime)
        for process in runtime.definition.processes
        if process.role == "consume"
    ]
    # A service that consumes nothing still has the role: it stands idle.
    await asyncio.gather(run_consumers(runtime), *loops, asyncio.Event().wait())


async def jobs(runtime: Runtime) -> None:
    """Run periodic jobs and durable timers until cancelled."""
    from kontor_chassis.jobs.periodic import run_jobs  # noqa: PLC0415 - only this role
    from kontor_chassis.jobs.timers import run_timers  # noqa: PLC0415
    from kontor_chassis.jobs.upkeep import UPKEEP  # noqa: PLC0415

    loops = [
        process.run(runtime) for process in runtime.definition.processes if process.role == "jobs"
    ]
    await asyncio.gather(
        run_jobs(runtime, [*UPKEEP, *runtime.definition.jobs]),
        run_timers(runtime, runtime.definition.timers),
        *loops,
    )


LOOPS: Mapping[str, Loop] = {"api": serve_http, "relay": relay, "consume": consume, "jobs": jobs}
ROLES: Mapping[str, Sequence[str]] = {
    "serve": ("api", "relay", "consume", "jobs"),
    "api": ("api",),
    "consume": ("consume",),
    "relay": ("relay",),
    "jobs": ("jobs",),
}
