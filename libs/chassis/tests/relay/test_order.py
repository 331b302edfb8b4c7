"""Order of a record's versions: what lets a later one leave first, and what does not."""

import asyncio

import asyncpg

from kontor_chassis.ids import lock_number
from kontor_chassis.relay.cursor import Position
from kontor_chassis.relay.reader import read
from libs.chassis.tests.relay.workbench import Outbox, eventually, write

_TABLES = """
CREATE TABLE record (id int PRIMARY KEY, version int NOT NULL);
INSERT INTO record VALUES (1, 1);
CREATE TABLE request (key text PRIMARY KEY);
GRANT ALL ON record, request TO relaytest_worker;
"""
_LOCK = "SELECT pg_advisory_xact_lock($1)"
_RECORD = lock_number("record", "1")


async def _change(connection: asyncpg.Connection) -> None:
    """Raise the record's version and say so."""
    version = await connection.fetchval(
        "UPDATE record SET version = version + 1 WHERE id = 1 RETURNING version"
    )
    await write(connection, "t", "1", version)


async def _read_versions(outbox: Outbox) -> list[int]:
    async with outbox.connected() as connection:
        batch = await read(connection, {0: Position(0, 0)})
        assert batch is not None
        return [int(row["headers_text"].split('"')[3]) for row in batch.rows]


async def _is_waiting(outbox: Outbox, connection: asyncpg.Connection) -> None:
    """Return once a connection waits for a lock."""
    process = connection.get_server_pid()
    async with outbox.connected("admin") as admin:

        async def waits() -> bool:
            found: bool = await admin.fetchval(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE pid = $1 AND NOT granted)", process
            )
            return found

        await eventually(waits)


async def test_writing_before_the_lock_lets_a_later_version_leave_first(outbox: Outbox) -> None:
    async with (
        outbox.connected("admin") as admin,
        outbox.connected() as early,
        outbox.connected() as late,
    ):
        await admin.execute(_TABLES)
        slow, quick = early.transaction(), late.transaction()
        await slow.start()
        # Its idempotency row gives it the lower transaction id, long before it has the record.
        await early.execute("INSERT INTO request VALUES ('first')")
        await quick.start()
        await _change(late)
        changing = asyncio.create_task(_change(early))
        await _is_waiting(outbox, early)
        await quick.commit()
        await changing
        await slow.commit()
    assert await _read_versions(outbox) == [3, 2]


async def test_locks_that_take_no_transaction_id_keep_versions_in_order(outbox: Outbox) -> None:
    async with (
        outbox.connected("admin") as admin,
        outbox.connected() as early,
        outbox.connected() as late,
    ):
        await admin.execute(_TABLES)
        slow, quick = early.transaction(), late.transaction()
        await quick.start()
        await late.execute(_LOCK, _RECORD)
        await slow.start()
        locking = asyncio.create_task(early.execute(_LOCK, _RECORD))
        await _is_waiting(outbox, early)
        assert await early_xid(admin, early) is None
        await late.execute("INSERT INTO request VALUES ('second')")
        await _change(late)
        await quick.commit()
        await locking
        await early.execute("INSERT INTO request VALUES ('first')")
        await _change(early)
        await slow.commit()
    assert await _read_versions(outbox) == [2, 3]


async def early_xid(admin: asyncpg.Connection, connection: asyncpg.Connection) -> int | None:
    """Return the transaction id a connection has taken, if it has."""
    xid: int | None = await admin.fetchval(
        "SELECT backend_xid FROM pg_stat_activity WHERE pid = $1", connection.get_server_pid()
    )
    return xid


async def test_many_writers_of_one_record_leave_in_the_order_of_its_versions(
    outbox: Outbox,
) -> None:
    async with outbox.connected("admin") as admin:
        await admin.execute(_TABLES)

    async def writer(number: int) -> None:
        async with outbox.connected() as connection:
            for turn in range(20):
                async with connection.transaction():
                    await connection.execute(_LOCK, _RECORD)
                    await connection.execute("INSERT INTO request VALUES ($1)", f"{number}-{turn}")
                    await _change(connection)

    await asyncio.gather(*(writer(number) for number in range(8)))
    assert await _read_versions(outbox) == list(range(2, 162))
