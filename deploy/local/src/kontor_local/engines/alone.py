"""The engines without any service: what the test-suite runs against."""

import json
from dataclasses import asdict
from typing import Any

from kontor_local.engines import programs, topics
from kontor_local.engines.postgres import SUPERUSER
from kontor_local.engines.readiness import kafka_answers, postgres_answers
from kontor_local.layout import HOST, EnginePorts, Folders
from kontor_local.network import free_ports, is_free
from kontor_local.passwords import password
from kontor_local.private_file import write_private
from kontor_local.progress import say, step
from kontor_local.settings import LocalSettings
from kontor_local.state_lock import locked
from kontor_local.supervision.shutdown import shut_down
from kontor_local.supervision.startup import Start, Startup
from kontor_local.supervision.supervisord import Manager

_ADVICE = "stop it, or name other ports with --port-base."


async def up(folders: Folders, port_base: int | None) -> dict[str, Any]:
    """Start the engines unless they run; return (and store) where they are.

    Args:
        folders: Folders of these engines, a stack of its own.
        port_base: First port; when absent, those of last time, or any that are free.
    """
    folders.create()
    with locked(folders):
        ports = _ports(folders, port_base)
        startup = Startup(folders, programs.declare(folders, ports), _ADVICE)
        try:
            with step("engines are ready"):
                await _bring_up(startup, folders, ports)
        except BaseException:
            startup.take_back()
            raise
        return _store(folders, ports)


async def _bring_up(startup: Startup, folders: Folders, ports: EnginePorts) -> None:
    await startup.open(lambda: programs.prepare(folders, ports, LocalSettings()))
    await startup.bring_up(starts(folders, ports))
    created = await topics.ensure(f"{HOST}:{ports.kafka}")
    if created:
        say(f"{created} topics created")


def starts(folders: Folders, ports: EnginePorts) -> list[Start]:
    """Return the engines with their probes."""
    probes = {
        "postgres": postgres_answers(ports.postgres, password(folders, "postgres")),
        "kafka": kafka_answers(ports.kafka),
    }
    return [
        Start(program=program, probe=probes[program.name])
        for program in programs.declare(folders, ports)
    ]


def _ports(folders: Folders, port_base: int | None) -> EnginePorts:
    ports = _usable(folders) if port_base is None else EnginePorts.from_base(port_base)
    write_private(folders.ports_file, json.dumps(asdict(ports)))
    return ports


def _usable(folders: Folders) -> EnginePorts:
    if not Manager(folders).answers:
        # What a killed manager left behind would hold the ports of last time.
        shut_down(folders)
    if folders.ports_file.exists():
        ports = EnginePorts(**json.loads(folders.ports_file.read_text(encoding="utf-8")))
        if Manager(folders).answers or all(is_free(port) for port in asdict(ports).values()):
            return ports
    postgres, kafka, controller = free_ports(3)
    return EnginePorts(postgres=postgres, kafka=kafka, kafka_controller=controller)


def _store(folders: Folders, ports: EnginePorts) -> dict[str, Any]:
    told = {
        "postgres": {
            "host": HOST,
            "port": ports.postgres,
            "user": SUPERUSER,
            "password": password(folders, "postgres"),
        },
        "kafka": f"{HOST}:{ports.kafka}",
    }
    write_private(folders.engines_file, json.dumps(told, indent=2) + "\n")
    return told
