"""A database with the sample's tables, asked in plain calls: hypothesis draws between two of them."""

import asyncio
from contextlib import contextmanager

from sqlalchemy import Column, Computed, Text
from sqlalchemy.schema import CreateTable

from kontor_chassis.database.state_tables import row_of, state_table
from kontor_chassis.database.statements import DIALECT, insert_of
from kontor_chassis.testing.engines import Engines
from kontor_records.conditions.text_order import KONTOR_SORT
from libs.records.tests.conditions.sample import FirmState, SampleState

SAMPLE = state_table(
    "sample",
    SampleState,
    # One text has a stored key, the others are folded where they are asked for.
    Column("name_sort", Text(), Computed("kontor_sort(NULLIF(name, ''))", persisted=True)),
)
FIRM = state_table("firm", FirmState)


class Database:
    """One connection of an administrator, on an event loop of its own."""

    def __init__(self, engines: Engines, name: str) -> None:
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._runner.run(self._make(engines, name))

    async def _make(self, engines: Engines, name: str) -> None:
        admin = await engines.connect()
        await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await admin.execute(f'CREATE DATABASE "{name}"')
        await admin.close()
        self.connection = await engines.connect(name)
        await self.connection.execute(KONTOR_SORT)
        for table in (SAMPLE, FIRM):
            await self.connection.execute(str(CreateTable(table).compile(dialect=DIALECT)))

    def rows(self, sql, *arguments):
        return self._runner.run(self.connection.fetch(sql, *arguments))

    @contextmanager
    def undone(self):
        """Undo what is written inside."""
        self.rows("BEGIN")
        try:
            yield
        finally:
            self.rows("ROLLBACK")

    def insert(self, table, tenant, states):
        """Insert states, each with the columns that only the database knows filled by it."""
        statement = insert_of(table)
        sql = statement.sql.replace("SELECT", "VALUES (").replace(" FROM i RETURNING 1", ")")
        rows = [statement.arguments({"tenant_id": tenant, **row_of(table, one)}) for one in states]
        self._runner.run(self.connection.executemany(sql, rows))

    def close(self):
        self._runner.run(self.connection.close())
        self._runner.close()
