"""Migrations: Alembic with the guards every service needs, and the question whether one is due."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, create_engine, text
from sqlalchemy.pool import NullPool

from kontor_chassis.database.roles import role_name
from kontor_chassis.settings import DatabaseSettings

_ADVISORY_LOCK = 7_310_579_104_466_021_122


def upgrade(service: str, settings: DatabaseSettings, migrations: Path) -> None:
    """Bring a service's database to the newest revision.

    One migrates at a time (advisory lock); a statement that cannot get its lock within 4 s or runs
    longer than 60 s gives up, so that a deployment never blocks the writers of a running service.

    Args:
        service: The service's name; the owner role migrates.
        settings: Where the database is; `owner_password` is needed.
        migrations: The service's folder with `versions/`.
    """
    engine = create_engine(_owner_url(service, settings), poolclass=NullPool)
    config, script = _scripts(migrations)

    with engine.connect() as connection:
        connection.execute(text(f"SELECT pg_advisory_lock({_ADVISORY_LOCK})"))
        connection.execute(text("SET lock_timeout = '4s'"))
        connection.execute(text("SET statement_timeout = '60s'"))
        connection.commit()
        run = _to_newest(script)
        with EnvironmentContext(config, script, fn=run, destination_rev="head") as environment:
            environment.configure(connection=connection, transaction_per_migration=True)
            with environment.begin_transaction():
                environment.run_migrations()
        connection.commit()


def sql_of(migrations: Path) -> str:
    """Return all that the migrations of a folder execute on an empty database, as text."""
    config, script = _scripts(migrations)
    written = StringIO()
    run = _to_newest(script)
    with EnvironmentContext(
        config, script, fn=run, destination_rev="head", as_sql=True
    ) as environment:
        environment.configure(dialect_name="postgresql", output_buffer=written)
        environment.run_migrations()
    return written.getvalue()


def _scripts(migrations: Path) -> tuple[Config, ScriptDirectory]:
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.set_main_option("path_separator", "os")
    return config, ScriptDirectory.from_config(config)


def _to_newest(script: ScriptDirectory) -> Callable[[Any, Any], Any]:
    def run(revision: Any, _context: object) -> Any:
        return script._upgrade_revs("head", revision)  # noqa: SLF001 - Alembic's own recipe for running without an env.py

    return run


def _owner_url(service: str, settings: DatabaseSettings) -> URL:
    return URL.create(
        "postgresql+psycopg",
        username=role_name(service, "owner"),
        password=settings.owner_password.get_secret_value(),
        host=settings.host,
        port=settings.port,
        database=settings.name or service,
    )
