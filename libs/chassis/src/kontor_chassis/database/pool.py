"""Connections: one pool a role, without the extra round trips a general pool makes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

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


class UnitPool(asyncpg.Pool):
    """A pool whose last connections are never held by open units of work.

    A unit that holds a connection may read beside itself, for instance to take a number: were all
    connections held by such units, each would wait for another one to end.

    Attributes:
        units: As many units of work may be open at once.
    """

    def __init__(self, *, max_size: int, **options: Any) -> None:
        """Prepare the pool; the options are asyncpg's."""
        super().__init__(max_size=max_size, **options)  # type: ignore[no-untyped-call]
        self.units = asyncio.Semaphore(max(1, max_size - max(1, max_size // 3)))


async def open_pool(service: str, settings: DatabaseSettings, role: str) -> asyncpg.Pool:
    """Open the pool of a role (`api` or `worker`); it connects when first used."""
    size = settings.api_connections if role == "api" else settings.worker_connections
    pool = UnitPool(
        **_arguments(service, settings, role),
        min_size=0,
        max_size=size,
        max_queries=50_000,
        max_inactive_connection_lifetime=300,
        reset=_keep_as_it_is,
        statement_cache_size=500,
        loop=None,
        connection_class=asyncpg.Connection,
        record_class=asyncpg.Record,
    )
    await pool
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


async def borrow(pool: asyncpg.Pool) -> Any:
    """Borrow a connection for as long as a unit of work is open."""
    if isinstance(pool, UnitPool):
        await pool.units.acquire()
    try:
        return await pool.acquire()
    except BaseException:
        if isinstance(pool, UnitPool):
            pool.units.release()
        raise


async def give_back(pool: asyncpg.Pool, borrowed: Any) -> None:
    """Give back what was borrowed for a unit of work."""
    try:
        await pool.release(borrowed)
    finally:
        if isinstance(pool, UnitPool):
            pool.units.release()
