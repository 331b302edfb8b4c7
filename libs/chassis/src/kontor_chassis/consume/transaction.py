"""A transaction whose first error is the one that is told, also when the connection breaks with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg


@asynccontextmanager
async def transaction(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    """Open a transaction; commit it at the end, or roll it back.

    asyncpg's own context manager rolls back over a broken connection and raises what that says,
    which hides that the server had ended the transaction for taking too long.

    Raises:
        ConnectionResetError: The connection was gone before the block used it.
    """
    async with pool.acquire() as connection:
        begun = connection.transaction()
        await begun.start()
        try:
            yield connection
        except BaseException as error:
            if connection.is_closed():
                if isinstance(error, asyncpg.InterfaceError):
                    raise ConnectionResetError("the database connection is gone") from error
                raise
            await _roll_back(connection, begun)
            raise
        await begun.commit()


async def _roll_back(
    connection: asyncpg.Connection, begun: asyncpg.transaction.Transaction
) -> None:
    try:
        await begun.rollback()
    except BaseException:
        connection.terminate()
        raise
