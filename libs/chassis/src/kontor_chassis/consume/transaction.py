"""A transaction that tells its first error, also when the connection breaks with it."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from asyncpg.exceptions import InterfaceError, PostgresError

LONG = 1.0
"""Seconds after which a lost connection is put down to the server's limit of a transaction."""


class TransactionTooLong(Exception):  # noqa: N818 - errors are named by what is wrong
    """The server ended the transaction, as far as can be told, because it took too long."""


@asynccontextmanager
async def transaction(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    """Open a transaction; commit it at the end, or roll it back.

    asyncpg's own context manager rolls back over a lost connection and raises what that says. And
    where the server ends a transaction between two statements, asyncpg only says that the
    connection was released: how long it took is all there is to go by.

    Raises:
        TransactionTooLong: The connection was lost in a transaction that took long.
    """
    async with pool.acquire() as connection:
        begun = connection.transaction()
        await begun.start()
        started = time.monotonic()
        try:
            yield connection
        except BaseException as error:
            if not _is_gone(connection):
                await _roll_back(connection, begun)
            elif isinstance(error, Exception) and time.monotonic() - started > LONG:
                raise TransactionTooLong from error
            raise
        await begun.commit()


def _is_gone(connection: asyncpg.Connection) -> bool:
    try:
        gone: bool = connection.is_closed()
    except InterfaceError:  # the pool has taken it back already
        return True
    return gone


async def _roll_back(
    connection: asyncpg.Connection, begun: asyncpg.transaction.Transaction
) -> None:
    try:
        await begun.rollback()
    except (OSError, InterfaceError, PostgresError):
        connection.terminate()
    except BaseException:  # cancelled once more: the pool must not hand this connection out
        connection.terminate()
        raise
