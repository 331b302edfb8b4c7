"""Connections: one pool a role, without the extra round trips a general pool makes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from asyncpg.exceptions import InterfaceError

from kontor_chassis.database.roles import role_name
from kontor_chassis.settings import DatabaseSettings

CONNECTION_FAULTS = (
    asyncpg.PostgresConnectionError,
    InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.TooManyConnectionsError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    ConnectionError,
    TimeoutError,
)
"""What says that the database is away or has cut us off, as opposed to refusing what we asked."""

CONTENTION = (
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.TransactionTimeoutError,
)
"""What says that somebody else was in the way and the same unit of work may be tried again."""


async def _keep_as_it_is(_connection: asyncpg.Connection) -> None:
    """Replace asyncpg's reset: a round trip at every release that we have no use for.

    All our settings are local to a transaction, no session lock is ever taken on a pooled
    connection, and a connection released inside a transaction is closed (`connection`).
    """


async def connect(service: str, settings: DatabaseSettings, role: str) -> asyncpg.Connection:
    """Open one connection outside any pool, for session locks and LISTEN."""
    opened: asyncpg.Connection = await asyncpg.connect(**_arguments(service, settings, role))
    return opened


async def open_pool(service: str, settings: DatabaseSettings, role: str) -> asyncpg.Pool:
    """Open the pool of a role (`api` or `worker`); it connects when first used."""
    size = settings.api_connections if role == "api" else settings.worker_connections
    pool: asyncpg.Pool = await asyncpg.create_pool(
        **_arguments(service, settings, role),
        min_size=0,
        max_size=size,
        max_inactive_connection_lifetime=300,
        reset=_keep_as_it_is,
        statement_cache_size=500,
    )
    return pool


@asynccontextmanager
async def connection(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    """Borrow a connection; one that comes back inside a transaction is closed, not reused."""
    async with pool.acquire() as borrowed:
        try:
            yield borrowed
        finally:
            if borrowed.is_in_transaction():
                borrowed.terminate()


def _arguments(service: str, settings: DatabaseSettings, role: str) -> dict[str, object]:
    password = {
        "api": settings.api_password,
        "worker": settings.worker_password,
        "owner": settings.owner_password,
    }[role]
    return {
        "host": settings.host,
        "port": settings.port,
        "database": settings.name or service,
        "user": role_name(service, role),
        "password": password.get_secret_value(),
        "timeout": 10,
        "command_timeout": 30,
        "server_settings": {"application_name": f"kontor {service} {role}", "jit": "off"},
    }
