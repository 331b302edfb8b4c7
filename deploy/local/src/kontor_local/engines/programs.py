"""The two engines as programs, with everything they need on the disk."""

import asyncio

from kontor_local.disk import require_space
from kontor_local.engines import jars, java, kafka, postgres, training
from kontor_local.engines.account import needed_account
from kontor_local.layout import EnginePorts, Folders
from kontor_local.passwords import password
from kontor_local.settings import LocalSettings
from kontor_local.supervision.mark import marked_environment
from kontor_local.supervision.program import Group, Program
from kontor_local.together import all_of


async def prepare(folders: Folders, ports: EnginePorts, settings: LocalSettings) -> None:
    """Fetch and create what the engines need: both at once, as one waits while the other works."""
    require_space(folders.state)
    found = java.find(settings.java, settings.java_home)
    await all_of(
        asyncio.to_thread(_prepare_postgres, folders, ports),
        asyncio.to_thread(_prepare_kafka, folders, ports, found),
    )


def declare(folders: Folders, ports: EnginePorts) -> list[Program]:
    """Declare the engines."""
    return [
        Program(
            name="postgres",
            group=Group.ENGINES,
            plan_file=folders.postgres / "launch.json",
            log=folders.log_of("postgres"),
            ports=(ports.postgres,),
            # Fast: it ends what its clients do, where the gentle form would wait for them.
            stop_signal="INT",
        ),
        Program(
            name="kafka",
            group=Group.ENGINES,
            plan_file=folders.kafka / "launch.json",
            log=folders.log_of("kafka"),
            ports=(ports.kafka, ports.kafka_controller),
        ),
    ]


def _prepare_postgres(folders: Folders, ports: EnginePorts) -> None:
    account = needed_account(folders.postgres, postgres.binaries())
    plan = postgres.prepare(folders, ports.postgres, password(folders, "postgres"), account)
    plan.write(folders.postgres / "launch.json")


def _prepare_kafka(folders: Folders, ports: EnginePorts, found: java.Java) -> None:
    jars.ensure()
    training.ensure(found, marked_environment(folders))
    kafka.prepare(folders, ports, found, training.flags(found)).write(folders.kafka / "launch.json")
