"""Gives every service its database: roles, passwords, and the newest schema."""

import asyncio
import os
import sys

from kontor_chassis.database import revision
from kontor_chassis.database.roles import provision
from kontor_local.engines.readiness import admin_connection
from kontor_local.environment import database_passwords, service_environment
from kontor_local.passwords import password
from kontor_local.problems import StackError
from kontor_local.settings import LocalSettings
from kontor_local.supervision.mark import marked_environment
from kontor_local.together import all_of
from kontor_local.topology import SERVICES, Service, Topology

_AT_ONCE = max(2, os.cpu_count() or 1)
_LAST_LINES = 6


async def provision_all(topology: Topology) -> None:
    """Create what is missing of roles and databases, and set the passwords."""
    connection = await admin_connection(
        topology.engines.postgres, password(topology.folders, "postgres")
    )
    try:
        for service in SERVICES:
            await provision(connection, service.name, database_passwords(topology, service))
    finally:
        await connection.close()


async def migrate_all(topology: Topology, settings: LocalSettings) -> list[str]:
    """Migrate the services that need it, as many at once as there are cores; return their names."""
    behind = [service for service in SERVICES if await _is_behind(topology, service)]
    turns = asyncio.Semaphore(_AT_ONCE)

    async def migrate(service: Service) -> None:
        async with turns:
            await _migrate(topology, service, settings)

    await all_of(*map(migrate, behind))
    return [service.name for service in behind]


async def _is_behind(topology: Topology, service: Service) -> bool:
    try:
        wanted = revision.newest(service.migrations)
    except LookupError:
        return False
    connection = await admin_connection(
        topology.engines.postgres, password(topology.folders, "postgres"), service.name
    )
    try:
        return await revision.current(connection) != wanted
    finally:
        await connection.close()


async def _migrate(topology: Topology, service: Service, settings: LocalSettings) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        service.package,
        "migrate",
        env={
            **marked_environment(topology.folders),
            **service_environment(topology, service, settings),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    if process.returncode != 0:
        lines = output.decode("utf-8", errors="replace").strip().splitlines()[-_LAST_LINES:]
        told = "".join(f"\n    {line}" for line in lines)
        message = (
            f"The database of {service.name} could not be migrated; nothing of it was changed."
            f" Put this right and run make up again:{told}"
        )
        raise StackError(message)
