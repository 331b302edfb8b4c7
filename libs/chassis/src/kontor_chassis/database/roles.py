"""Roles and databases: what a server must have before a service can migrate and start.

Three roles a service. The owner migrates and nobody else; `api` runs commands and routes and owns
nothing; `worker` runs relay, consumers and timers and sees no record.
"""

from collections.abc import Mapping

import asyncpg

LIMITS: Mapping[str, Mapping[str, str]] = {
    "owner": {},
    # A twin or a hot lock waits at most a second at a time; the edge tries again up to 5 s.
    "api": {
        "lock_timeout": "1s",
        "transaction_timeout": "2s",
        "idle_in_transaction_session_timeout": "3s",
    },
    "worker": {
        "transaction_timeout": "2s",
        "idle_in_transaction_session_timeout": "3s",
    },
}
"""Settings of each role: one long transaction holds back every relay on the server."""


def role_name(service: str, role: str) -> str:
    """Return the name of a role, for instance `contacts_api`."""
    return f"{service}_{role}"


async def provision(
    admin: asyncpg.Connection, service: str, passwords: Mapping[str, str], database: str = ""
) -> None:
    """Create or update a service's roles and its database; safe to repeat.

    Args:
        admin: A connection of a role that may create roles and databases.
        service: The service's name.
        passwords: Password of `owner`, `api` and `worker`.
        database: Name of the database; the service's name when empty.
    """
    name = database or service
    for role, limits in LIMITS.items():
        await _ensure_role(admin, role_name(service, role), passwords[role], limits)
    if not await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        await admin.execute(
            f'CREATE DATABASE "{name}" OWNER "{role_name(service, "owner")}" TEMPLATE template0'
            " ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
        )
    await admin.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
    for role in LIMITS:
        await admin.execute(f'GRANT CONNECT ON DATABASE "{name}" TO "{role_name(service, role)}"')


async def _ensure_role(
    admin: asyncpg.Connection, name: str, password: str, limits: Mapping[str, str]
) -> None:
    verb = (
        "ALTER"
        if await admin.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", name)
        else "CREATE"
    )
    secret = await admin.fetchval("SELECT quote_literal($1::text)", password)
    await admin.execute(
        f'{verb} ROLE "{name}" LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE'
        f" PASSWORD {secret}"
    )
    for setting, value in limits.items():
        await admin.execute(f"ALTER ROLE \"{name}\" SET {setting} = '{value}'")
