"""Test databases: one template per service and state of its migrations, copied for each worker."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg

from kontor_chassis.database.migrate import sql_of, upgrade
from kontor_chassis.database.roles import provision
from kontor_chassis.definition import ServiceDefinition
from kontor_chassis.ids import lock_number
from kontor_chassis.settings import ServiceSettings

_PASSWORDS = {role: f"test-{role}" for role in ("owner", "api", "worker")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """Where the test engines are; `make test` starts them and writes the file this is read from."""

    postgres: Mapping[str, Any]
    kafka: str

    @classmethod
    def found(cls) -> "Engines":
        """Return the engines of `KONTOR_TEST_ENGINES`, or those in `build/engines` above here.

        Raises:
            LookupError: No engines run; `make test` starts them.
        """
        told = os.environ  # kontor: allow environment because tests have no settings
        named = told.get("KONTOR_TEST_ENGINES")
        candidates = (
            [Path(named)]
            if named
            else [
                folder / "build" / "engines" / "engines.json" for folder in Path(__file__).parents
            ]
        )
        for file in candidates:
            if file.is_file():
                read = json.loads(file.read_text())
                return cls(postgres=read["postgres"], kafka=read["kafka"])
        message = "no test engines: start them with `make engines` or run `make test`"
        raise LookupError(message)

    async def connect(self, database: str = "postgres") -> asyncpg.Connection:
        """Connect as the server's administrator."""
        connection: asyncpg.Connection = await asyncpg.connect(
            host=self.postgres["host"],
            port=self.postgres["port"],
            user=self.postgres["user"],
            password=self.postgres["password"],
            database=database,
        )
        return connection


async def prepare(engines: Engines, definition: ServiceDefinition, worker: str) -> ServiceSettings:
    """Give a test worker a database of its own, migrated for real, and the settings to use it.

    Args:
        engines: The test engines.
        definition: The service.
        worker: Tells parallel test processes apart.
    """
    template = f"t_{definition.name}_{_fingerprint(definition.migrations)}"
    mine = f"{template}_{worker}"
    admin = await engines.connect()
    try:
        # One worker makes the template, the others wait for it; roles are shared by all of them.
        await admin.execute(f"SELECT pg_advisory_lock({lock_number('test template')})")
        # Statistics are taken where a test asks for them, so that its plans do not depend on when
        # the server last found time for it.
        await admin.execute("ALTER SYSTEM SET autovacuum = off")
        await admin.execute("SELECT pg_reload_conf()")
        if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", template):
            await provision(admin, definition.name, _PASSWORDS, f"{template}_made")
            upgrade(
                definition.name,
                _settings(engines, definition, f"{template}_made").database,
                definition.migrations,
            )
            await admin.execute(f'ALTER DATABASE "{template}_made" RENAME TO "{template}"')
        await admin.execute(f'DROP DATABASE IF EXISTS "{mine}" WITH (FORCE)')
        await admin.execute(
            f'CREATE DATABASE "{mine}" TEMPLATE "{template}" OWNER "{definition.name}_owner"'
        )
    finally:
        await admin.close()
    return _settings(engines, definition, mine)


def _settings(engines: Engines, definition: ServiceDefinition, database: str) -> ServiceSettings:
    return definition.settings.model_validate(
        {
            "database": {
                "host": engines.postgres["host"],
                "port": engines.postgres["port"],
                "name": database,
                **{f"{role}_password": password for role, password in _PASSWORDS.items()},
            },
            "kafka": {"bootstrap": engines.kafka},
        }
    )


def _fingerprint(migrations: Path) -> str:
    return hashlib.sha256(sql_of(migrations).encode()).hexdigest()[:12]
