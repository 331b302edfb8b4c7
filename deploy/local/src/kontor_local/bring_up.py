"""`up`: from nothing, or from anything half there, to a stack whose every service is ready."""

import asyncio

import aiohttp

from kontor_local import bundle, databases, keys, stack_file, stack_programs
from kontor_local.engines import programs as engine_programs
from kontor_local.engines import topics
from kontor_local.engines.alone import starts as engine_starts
from kontor_local.http_probe import answers_ok, answers_ready
from kontor_local.progress import say, step
from kontor_local.settings import LocalSettings
from kontor_local.state_lock import locked
from kontor_local.supervision.startup import Start, Startup
from kontor_local.topology import OPERATOR, SERVICES, Topology

_ADVICE = (
    "stop it, or choose other ports for the whole stack, such as make up KONTOR_PORT_BASE=8300."
)
_PATIENCE_S = 60


async def up(settings: LocalSettings) -> None:
    """Bring the stack up; repeating it changes nothing that runs."""
    topology = Topology.of(settings)
    topology.folders.create()
    building = asyncio.create_task(_build(settings))
    try:
        await _start(topology, settings)
        await building
    finally:
        building.cancel()
        await asyncio.wait([building])


async def _build(settings: LocalSettings) -> None:
    if settings.web:
        await bundle.build()


async def _start(topology: Topology, settings: LocalSettings) -> None:
    with locked(topology.folders):
        startup = Startup(topology.folders, stack_programs.declare(topology), _ADVICE)
        try:
            await _bring_up(startup, topology, settings)
        except BaseException:
            say("stopping what was started")
            startup.take_back()
            raise
        told = stack_file.write(topology, settings)
    print(
        f"\nKontor is ready: {told['gateway']}\n"
        f"  sign in as   {told['admin']['email']}\n"
        f"  password     {told['admin']['password']}\n"
        f"  mails sent   {topology.mail_page}\n"
        f"  for tools    {topology.folders.stack_file}",
        flush=True,
    )


async def _bring_up(startup: Startup, topology: Topology, settings: LocalSettings) -> None:
    folders = topology.folders
    names = tuple(service.name for service in SERVICES)
    keys.register(folders, (*names, OPERATOR))
    stack_programs.write_plans(topology, settings)
    await startup.open(lambda: engine_programs.prepare(folders, topology.engines, settings))
    with step("PostgreSQL and Kafka are ready"):
        await startup.bring_up(engine_starts(folders, topology.engines))
    with step("databases and topics are there"):
        await databases.provision_all(topology)
        await topics.ensure(topology.kafka)
    with step("schemas are at their newest"):
        for name in await databases.migrate_all(topology, settings):
            say(f"migrated {name}")
    with step("services are ready"):
        await _start_services(startup, topology)


async def _start_services(startup: Startup, topology: Topology) -> None:
    addresses = topology.addresses()
    async with aiohttp.ClientSession() as session:
        starts = [
            Start(
                program=stack_programs.sink_program(topology),
                probe=answers_ok(session, f"{topology.mail_page}/mails.json"),
                patience_s=_PATIENCE_S,
            )
        ]
        starts += [
            Start(
                program=stack_programs.service_program(topology, service),
                probe=answers_ready(session, addresses[service.name]),
                patience_s=_PATIENCE_S,
            )
            for service in SERVICES
        ]
        await startup.bring_up(starts)
