"""Units of work: one transaction of one tenant; commands stage, the edge commits, once.

A command that only creates never opens a transaction: what it staged leaves as one statement that
sets the tenant, stores the idempotency key, the rows and the facts. A command that changes first
takes its advisory locks with the opening message; they take no transaction id, so versions leave
in the order in which they were made.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from asyncpg.exceptions import InterfaceError, PostgresError
from sqlalchemy import Table

from kontor_chassis.database import statements
from kontor_chassis.database.pool import borrow, give_back
from kontor_chassis.errors import KeyReused
from kontor_chassis.failpoints import reach
from kontor_chassis.ids import lock_number
from kontor_chassis.outbox.rows import OutboxRow
from kontor_chassis.outbox.rows import insert_of as outbox_insert

Row = Mapping[str, Any]
"""A row as it is read: asyncpg's records are mappings in all but their declared type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a write is answered with, now and at every retry with the same key."""

    status: int
    headers: Mapping[str, str]
    body: bytes


_PLAN_ANEW = "BEGIN; SET LOCAL plan_cache_mode = force_custom_plan"

NO_ANSWER = Answer(status=204, headers={}, body=b"")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotencyKey:
    """A client's key, within its principal, bound to the request it came with first.

    The key is stored as a digest: it is the client's secret, and hexadecimal digits need no
    quoting in the opening message of a transaction.
    """

    principal: str
    digest: str
    request_hash: bytes


class AlreadyAnsweredError(Exception):
    """The key was used before by the same request: here is the answer it got then."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("already answered")
        self.answer = answer


@dataclass(frozen=True, slots=True)
class _Condition:
    """What must find nothing when the unit of work commits, and who says what it found."""

    sql: str
    arguments: Sequence[object]
    explain: Callable[[], Awaitable[None]]


class Stage(Enum):
    """How far a unit of work has come."""

    FRESH = "fresh"
    OPEN = "open"
    COMMITTING = "committing"
    DONE = "done"


class ReadUnit:
    """Reads of one tenant; each is one statement that sets the tenant itself."""

    def __init__(self, pool: asyncpg.Pool, tenant: UUID) -> None:
        self._pool = pool
        self.tenant = tenant

    async def all(self, statement: statements.Statement, **values: object) -> Sequence[Row]:
        """Run a scoped statement and return its rows."""
        arguments = statement.arguments({"tenant": self.tenant, **values})
        rows: Sequence[Row]
        if statement.is_planned_anew:
            async with self._pool.acquire() as connection:
                await connection.execute(_PLAN_ANEW)
                try:
                    rows = await connection.fetch(statement.sql, *arguments)
                finally:
                    await connection.execute("ROLLBACK")
        else:
            rows = await self._pool.fetch(statement.sql, *arguments)
        return rows

    async def one(self, statement: statements.Statement, **values: object) -> Row | None:
        """Run a scoped statement and return its first row, if any."""
        rows = await self.all(statement, **values)
        return rows[0] if rows else None


class WriteUnit:
    """One transaction of one tenant. Commands lock, read and stage; only the edge commits."""

    def __init__(
        self, pool: asyncpg.Pool, tenant: UUID, key: IdempotencyKey | None = None, shards: int = 1
    ) -> None:
        self._pool = pool
        self._key = key
        self._shards = shards
        self._connection: Any = None
        self._writes: list[tuple[str, Sequence[object], bool]] = []
        self._facts: list[OutboxRow] = []
        self._unless: list[_Condition] = []
        self.tenant = tenant
        self.stage = Stage.FRESH

    @property
    def facts(self) -> Sequence[OutboxRow]:
        """The facts staged so far."""
        return self._facts

    async def lock(self, *records: UUID) -> None:
        """Take the advisory locks of the key and of all records, in one message, in id order.

        All locks of a unit of work are taken here, at once, before its first write. A second call
        would break the order in which versions leave and is refused.
        """
        if self.stage is not Stage.FRESH:
            message = "a unit of work takes all its locks in one call, before anything else"
            raise RuntimeError(message)
        await self._open([lock_number(str(self.tenant), str(record)) for record in sorted(records)])

    async def peek(self, statement: statements.Statement, **values: object) -> Sequence[Row]:
        """Read with a scoped statement beside the transaction, for instance what is to be locked.

        What it finds may have changed by the time the locks are there: look again then.
        """
        return await ReadUnit(self._pool, self.tenant).all(statement, **values)

    async def all(self, statement: statements.Statement, **values: object) -> Sequence[Row]:
        """Read inside the transaction, opening it if need be."""
        if self.stage is Stage.FRESH:
            await self._open([])
        arguments = statement.arguments({"tenant": self.tenant, **values})
        rows: Sequence[Row] = await self._connection.fetch(statement.sql, *arguments)
        return rows

    async def one(self, statement: statements.Statement, **values: object) -> Row | None:
        """Read one row inside the transaction, opening it if need be."""
        rows = await self.all(statement, **values)
        return rows[0] if rows else None

    def insert(self, table: Table, values: Mapping[str, object]) -> None:
        """Stage a new row; every column of the table is named in `values` but `tenant_id`."""
        statement = statements.insert_of(table)
        arguments = statement.arguments({"tenant_id": self.tenant, **values})
        self._writes.append((statement.sql, arguments, True))

    def update(
        self, table: Table, record: UUID, version: int, values: Mapping[str, object]
    ) -> None:
        """Stage a change of one row, which stands locked at `version`."""
        statement = statements.update_of(table, tuple(values))
        keys = {"tenant_id": self.tenant, "id": record, "at_version": version}
        self._writes.append((statement.sql, statement.arguments({**keys, **values}), True))

    def stage_write(self, sql: str, *arguments: object) -> None:
        """Stage any other write of exactly one row; it ends in RETURNING 1.

        Inside, `i` is the row everything depends on: an INSERT selects FROM it.
        """
        self._writes.append((sql, arguments, True))

    def stage_rows(self, sql: str, *arguments: object) -> None:
        """Stage a write of any number of rows, also none; it too ends in RETURNING 1."""
        self._writes.append((sql, arguments, False))

    def commit_unless(
        self, sql: str, *arguments: object, explain: Callable[[], Awaitable[None]]
    ) -> None:
        """Let everything staged be written only where a query finds nothing.

        It is asked by the statement that writes: whoever creates has no other round trip.

        Args:
            sql: A SELECT from its FROM on, with a WHERE.
            *arguments: Its parameters.
            explain: Called at the commit where the query found something; raises the refusal.
        """
        self._unless.append(_Condition(sql, arguments, explain))

    def add_fact(self, row: OutboxRow) -> None:
        """Stage a fact; it leaves if and only if the unit of work commits."""
        self._facts.append(row)

    async def commit(self, answer: Answer = NO_ANSWER) -> None:
        """Write everything staged and commit. Only an edge calls this.

        Raises:
            AlreadyAnsweredError: The key was used before by the same request.
            KeyReused: The key was used before by another request.
            Refusal: What `commit_unless` was given found something.
        """
        writes = list(self._writes)
        if self._facts:
            sql, values = outbox_insert(self.tenant, self._facts, self._shards)
            writes.append((sql, values, True))
        shape = tuple((sql, len(arguments), counts) for sql, arguments, counts in writes)
        conditions = [value for one in self._unless for value in one.arguments]
        arguments = conditions + [value for _, values, _ in writes for value in values]
        if self.stage is Stage.FRESH:
            await self._commit_single(answer, shape, arguments)
        else:
            await self._commit_open(answer, shape, arguments)
        self.stage = Stage.DONE
        reach("commit.after")

    async def roll_back(self) -> None:
        """End the transaction, if one is open, with nothing changed."""
        connection, self._connection = self._connection, None
        self.stage = Stage.DONE
        if connection is None:
            return
        try:
            if connection.is_in_transaction():
                await connection.execute("ROLLBACK")
        except (OSError, PostgresError, InterfaceError):
            with suppress(InterfaceError):  # a connection that is lost is the pool's again
                connection.terminate()
        finally:
            await give_back(self._pool, connection)

    async def _open(self, locks: Sequence[int]) -> None:
        self._connection = await borrow(self._pool)
        self.stage = Stage.OPEN
        message = [f"BEGIN; SELECT set_config('kontor.tenant', '{self.tenant}', true)"]
        if self._key:
            scope = (str(self.tenant), self._key.principal, self._key.digest)
            message.append(f"SELECT pg_advisory_xact_lock({lock_number(*scope)})")
        message += [f"SELECT pg_advisory_xact_lock({number})" for number in locks]
        if self._key:
            # Last, so that the message's own result says whether the key has an answer already.
            message.append(
                f"SELECT 1 FROM idempotency WHERE tenant_id = '{self.tenant}'"
                f" AND principal = '{self._key.principal}' AND key = '{self._key.digest}'"
            )
        result = await self._connection.execute("; ".join(message))
        if self._key and result == "SELECT 1":
            await self.roll_back()
            await self._explain()

    async def _commit_single(
        self, answer: Answer, shape: statements.Shape, arguments: Sequence[object]
    ) -> None:
        if not shape:
            return
        head = self._key_arguments(answer) if self._key else [self.tenant]
        sql = statements.single(shape, keyed=self._key is not None, unless=self._conditions)
        self.stage = Stage.COMMITTING
        counts = await self._pool.fetchrow(sql, *head, *arguments)
        if counts[0] == 0:
            self.stage = Stage.FRESH  # nothing has happened
            await self._explain()
        self._expect_all(counts)

    async def _commit_open(
        self, answer: Answer, shape: statements.Shape, arguments: Sequence[object]
    ) -> None:
        if shape:
            head = self._key_arguments(answer) if self._key else []
            sql = statements.following(shape, keyed=self._key is not None, unless=self._conditions)
            counts = await self._connection.fetchrow(sql, *head, *arguments)
            if counts[0] == 0:
                await self._explain()
            self._expect_all(counts)
        self.stage = Stage.COMMITTING
        reach("commit.before")
        await self._connection.execute("COMMIT")
        connection, self._connection = self._connection, None
        await give_back(self._pool, connection)

    @property
    def _conditions(self) -> tuple[statements.Condition, ...]:
        return tuple((one.sql, len(one.arguments)) for one in self._unless)

    async def _explain(self) -> None:
        """Raise why nothing was written: the key has an answer, or a condition found something."""
        if (answer := await self.earlier_answer()) is not None:
            raise AlreadyAnsweredError(answer)
        for condition in self._unless:
            await condition.explain()
        # What was in the way has just gone, as a stored answer that aged out: try again.
        raise asyncpg.LockNotAvailableError("what was in the way has just gone")

    def _key_arguments(self, answer: Answer) -> list[object]:
        key = self._key
        assert key is not None  # noqa: S101 - callers asked before
        headers = orjson.dumps(dict(answer.headers)).decode()
        return [
            self.tenant, key.principal, key.digest, key.request_hash, answer.status, headers,
            answer.body,
        ]  # fmt: skip

    async def earlier_answer(self) -> Answer | None:
        """Return the answer that the key has already, if it has one.

        Raises:
            KeyReused: The key was used before by another request.
        """
        if (key := self._key) is None:
            return None
        reader = ReadUnit(self._pool, self.tenant)
        row = await reader.one(_STORED, principal=key.principal, key=key.digest)
        if row is None:
            return None
        if row["request_hash"] != key.request_hash:
            raise KeyReused
        headers: dict[str, str] = orjson.loads(row["headers"])
        return Answer(status=row["status"], headers=headers, body=row["body"])

    @staticmethod
    def _expect_all(counts: asyncpg.Record) -> None:
        if 0 in tuple(counts):
            message = f"a staged write met no row: {tuple(counts)}"
            raise RuntimeError(message)


_STORED = statements.Statement(
    "WITH t AS MATERIALIZED (SELECT set_config('kontor.tenant', $1::uuid::text, true) s)"
    " SELECT x.* FROM t CROSS JOIN LATERAL (SELECT request_hash, status, headers, body"
    " FROM idempotency WHERE tenant_id = $1 AND principal = $2 AND key = $3"
    " AND t.s IS NOT NULL LIMIT 1) x",
    ("tenant", "principal", "key"),
)
