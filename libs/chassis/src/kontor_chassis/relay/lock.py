"""Shard locks: who may relay a shard, and for how long it may be sure of that.

A session advisory lock a shard, all on one connection that does nothing else. Its holder must be
seen alive: the server ends the session after five idle seconds, and the holder speaks once a
second. Without that limit a paused or cut-off process keeps its locks for as long as its kernel
keeps the connection.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from time import monotonic

import asyncpg
from asyncpg.exceptions import PostgresError

from kontor_chassis.database.pool import CONNECTION_FAULTS
from kontor_chassis.relay.nudge import CHANNEL, Nudge

TAKEOVER_S = 5
"""After so long a silence the server lets others have the locks."""
_PING_S = 1.0
_COMPETE_S = 0.5
_SURE_S = TAKEOVER_S - 1.0
_ANSWER_S = 2.0
_LOCK_SPACE = 0x6B6F6E74  # "kont": the first of two numbers; record locks are single numbers
_TAKE = "SELECT s FROM unnest($1::integer[]) AS s WHERE pg_try_advisory_lock($2, s)"


class LocksLostError(Exception):
    """We can no longer be sure to be the only relay of our shards."""


class ShardLocks:
    """The locks of one session; a session that was lost never comes back."""

    def __init__(self, connection: asyncpg.Connection, shards: range) -> None:
        self._connection = connection
        self._shards = shards
        self._sure_until = 0.0
        self.held: frozenset[int] = frozenset()
        self.changed = asyncio.Event()

    def demand(self) -> None:
        """Return only while the locks are certainly ours.

        The clock runs on while a process is frozen: one that wakes up after a takeover finds out
        here, before it publishes, and not only from its next ping.

        Raises:
            LocksLostError: The server may have given them to another relay.
        """
        if monotonic() > self._sure_until:
            raise LocksLostError

    async def take(self) -> None:
        """Try for the shards we lack; asking for none is the ping."""
        asked_at = monotonic()
        lacking = sorted(set(self._shards) - self.held)
        taken = await self._connection.fetch(_TAKE, lacking, _LOCK_SPACE, timeout=_ANSWER_S)
        self._sure_until = asked_at + _SURE_S
        if taken:
            self.held |= {row["s"] for row in taken}
            self.changed.set()

    async def keep(self) -> None:
        """Ping and compete until the connection is lost."""
        try:
            while True:
                everything = len(self.held) == len(self._shards)
                await asyncio.sleep(_PING_S if everything else _COMPETE_S)
                await self.take()
        except (*CONNECTION_FAULTS, PostgresError):
            self._sure_until = 0.0
            self.changed.set()


@asynccontextmanager
async def shard_locks(
    open_connection: Callable[[], Awaitable[asyncpg.Connection]], shards: range, nudge: Nudge
) -> AsyncIterator[ShardLocks]:
    """Compete for shards on a connection of their own; leaving releases them all.

    Args:
        open_connection: Opens a connection of the worker role.
        shards: The shards wanted.
        nudge: Rung for every notification of another process that committed.
    """
    connection = await open_connection()
    keeper: asyncio.Task[None] | None = None
    try:
        await connection.execute(f"SET idle_session_timeout = '{TAKEOVER_S}s'")
        await connection.add_listener(CHANNEL, lambda *_: nudge.ring())
        locks = ShardLocks(connection, shards)
        await locks.take()
        keeper = asyncio.create_task(locks.keep())
        yield locks
    finally:
        if keeper is not None:
            keeper.cancel()
            await asyncio.wait({keeper})
        with suppress(*CONNECTION_FAULTS):
            await connection.close(timeout=_ANSWER_S)
