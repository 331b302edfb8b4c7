"""Search at 100,000 and 1,000,000 contacts: how fast, and how many misspelt names it finds."""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import Column

from kontor_records.declaration.record_type import RecordType
from kontor_records.storage.derived import DerivedTable
from kontor_records.storage.participants import PARTICIPANTS

_CHUNK = 5_000


async def fill(
    connection: asyncpg.Connection,
    tenant: UUID,
    record_type: RecordType[Any],
    states: Iterable[Any],
) -> None:
    """Copy records and all their derived rows, as an administrator of the server may."""
    columns = [column for column in record_type.table.columns if column.computed is None]
    waiting = iter(states)
    while chunk := list(islice(waiting, _CHUNK)):
        await connection.copy_records_to_table(
            record_type.table.name,
            columns=[column.name for column in columns],
            records=[_row(record_type, tenant, state, columns) for state in chunk],
        )
        for table in PARTICIPANTS:
            await _fill_derived(connection, tenant, record_type, table, chunk)


async def _fill_derived(
    connection: asyncpg.Connection,
    tenant: UUID,
    record_type: RecordType[Any],
    table: DerivedTable,
    states: Sequence[Any],
) -> None:
    names = [name for name, _ in (*table.columns, *table.carried)]
    await connection.copy_records_to_table(
        table.name,
        columns=["tenant_id", "record_type", "record", *names],
        records=[
            (tenant, record_type.record, state.id, *row)
            for state in states
            for row in table.rows(record_type, state)
        ],
    )


def _row(
    record_type: RecordType[Any], tenant: UUID, state: Any, columns: Sequence[Column[Any]]
) -> tuple[object, ...]:
    row = {"tenant_id": tenant, **record_type.row(state)}
    return tuple(row[column.name] for column in columns)


def misspellings(
    names: Sequence[str], count: int, misspelt: Callable[[str, random.Random], str]
) -> Iterator[tuple[str, str]]:
    """Give names and what became of them under somebody's fingers."""
    chance = random.Random(17)
    for _ in range(count):
        name = chance.choice(names)
        yield name, misspelt(name, chance)
