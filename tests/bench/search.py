"""Search at 100,000 and 1,000,000 contacts: how fast, and how many misspelt names it finds."""

import random
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any
from urllib.parse import quote
from uuid import UUID

import asyncpg
import orjson
from sqlalchemy import Column

from kontor_contacts.records.contact.record import CONTACT
from kontor_contacts.records.organization.record import ORGANIZATION
from kontor_records.declaration.record_type import RecordType
from kontor_records.storage.derived import DerivedTable
from kontor_records.storage.participants import PARTICIPANTS
from kontor_schemas.contacts.contact import Contact
from tests.bench.client import Load, Request, connect, load
from tests.bench.figures import Figure
from tests.bench.vocabulary import companies, misspelt, people

ROWS = 100_000
TIMES = 10
"""The million are the hundred thousand, ten times: one vocabulary, ten records where one was."""
_ASKED = 400
_CHUNK = 5_000


async def figures(stack: dict[str, Any], token: str) -> list[Figure]:
    """Fill a stack with contacts and search them through the gateway."""
    connection = await _administrator(stack)
    tenant = await connection.fetchval("SELECT tenant_id FROM contact LIMIT 1")
    employers = list(companies(ROWS // 50))
    contacts = list(people(ROWS, employers))
    await fill(connection, tenant, ORGANIZATION, employers)
    await fill(connection, tenant, CONTACT, contacts)
    await connection.execute("VACUUM ANALYZE")
    asked = [one for one in contacts[:: ROWS // _ASKED] if one.family_name.isalpha()]
    found = await _figures(stack["gateway"], token, asked, "100k", "<= 5")
    await grow(connection, tenant, CONTACT)
    await connection.execute("VACUUM ANALYZE")
    found += await _figures(stack["gateway"], token, asked, "1m", "<= 10")
    await connection.close()
    return found


async def _figures(
    gateway: str, token: str, asked: Sequence[Contact], size: str, target: str
) -> list[Figure]:
    """Ask for family names with one typo each, alone and after the given name."""
    chance = random.Random(17)
    alone = [misspelt(one.family_name or "", chance) for one in asked]
    after = [f"{one.given_name} {typo}" for one, typo in zip(asked, alone, strict=True)]
    one, two = await _took(gateway, token, alone), await _took(gateway, token, after)
    found = 0
    for typo, person in zip(alone, asked, strict=True):
        found += str(person.family_name) in await _texts(gateway, typo, token)
    return [
        Figure.alone(f"search_{size}_p50_ms", one.quantile_ms(0.5), "ms", target),
        Figure.alone(f"search_{size}_p95_ms", one.quantile_ms(0.95), "ms", "<= 10"),
        Figure.alone(f"search_{size}_two_words_p50_ms", two.quantile_ms(0.5), "ms", target),
        Figure.alone(f"search_{size}_two_words_p95_ms", two.quantile_ms(0.95), "ms", "<= 10"),
        Figure.alone(f"search_{size}_recall", 100 * found / len(asked), "%", ">= 95 in 20"),
    ]


async def _took(gateway: str, token: str, queries: Sequence[str]) -> Load:
    requests = [_request(query, token) for query in queries]
    await load(gateway, 1, 50, requests.__getitem__, 200)
    return await load(gateway, 1, len(requests), requests.__getitem__, 200)


def _request(query: str, token: str) -> Request:
    return Request.of("GET", f"/api/v1/contacts/search?limit=20&q={quote(query)}", token)


async def _texts(gateway: str, query: str, token: str) -> str:
    """Return what is shown of the hits: a name may stand in a title or in an address."""
    connection = await connect(gateway)
    status, answer = await connection.ask(_request(query, token))
    connection.close()
    assert status == 200, answer
    items = orjson.loads(answer)["items"]
    excerpts = [each["text"] for item in items for each in item["excerpts"]]
    return "\n".join([*(str(item["title"]) for item in items), *excerpts])


async def _administrator(stack: dict[str, Any]) -> asyncpg.Connection:
    """Only a server's administrator can give a table rows without a fact."""
    postgres = stack["postgres"]
    return await asyncpg.connect(
        host=postgres["host"],
        port=postgres["port"],
        user=postgres["user"],
        password=postgres["password"],
        database="contacts",
    )


async def fill(
    connection: asyncpg.Connection,
    tenant: UUID,
    record_type: RecordType[Any],
    states: Iterable[Any],
) -> None:
    """Copy records and all their derived rows."""
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


async def grow(connection: asyncpg.Connection, tenant: UUID, record_type: RecordType[Any]) -> None:
    """Write every record nine times more, each under an id that differs in one digit.

    The index is made at the end: word by word it would take an hour.
    """
    record = record_type.record
    names = [column.name for column in record_type.table.columns if column.computed is None]
    words = ["tenant_id", "record_type", "word", "record", "spelled"]
    await connection.execute("SET session_replication_role = replica")
    await connection.execute("SET maintenance_work_mem = '1GB'")
    await connection.execute("ALTER TABLE search_word DROP CONSTRAINT search_word_pkey")
    await _multiply(connection, record_type.table.name, names, tenant, "true")
    of_type = f"record_type = '{record}'"
    document = ["tenant_id", "record_type", "record", "words"]
    await _multiply(connection, "search_document", document, tenant, of_type)
    await _multiply(connection, "search_word", words, tenant, of_type)
    await connection.execute(f"ALTER TABLE search_word ADD PRIMARY KEY ({', '.join(words)})")


async def _multiply(
    connection: asyncpg.Connection, table: str, names: Sequence[str], tenant: UUID, rows: str
) -> None:
    digit = "('x' || substr({0}::text, 25, 1))::bit(4)::integer # time"
    moved = f"overlay({{0}}::text PLACING to_hex({digit}) FROM 25 FOR 1)::uuid"
    # A number is one record's alone.
    taken = {"id": moved.format("id"), "record": moved.format("record"), "number": "NULL"}
    values = ", ".join(taken.get(name, f'"{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    await connection.execute(
        f'INSERT INTO "{table}" ({listed}) SELECT {values}'
        f' FROM "{table}", generate_series(1, {TIMES - 1}) AS time'
        f" WHERE tenant_id = '{tenant}' AND {rows}"
    )


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
