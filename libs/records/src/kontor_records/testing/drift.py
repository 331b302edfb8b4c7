"""Drift: whether a service's migrations make the tables that its declarations describe."""

from collections.abc import Iterable
from typing import Any

import asyncpg

from kontor_records.declaration.record_type import RecordType
from kontor_records.storage.ddl import ddl

_SHAPE = """
SELECT t.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
  || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
  || coalesce(' AS ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
WHERE t.relnamespace = $1::text::regnamespace AND t.relname = ANY($2)
UNION ALL
SELECT replace(pg_get_indexdef(i.indexrelid), ' ON ' || $1 || '.', ' ON ')
FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
WHERE t.relnamespace = $1::text::regnamespace AND t.relname = ANY($2)
"""


async def drift(
    connection: asyncpg.Connection, record_types: Iterable[RecordType[Any]]
) -> tuple[set[str], set[str]]:
    """Compare the tables of a migrated database with what is derived from the declarations.

    Args:
        connection: The administrator's, to the migrated database; nothing in it is changed.
        record_types: The types.

    Returns:
        Columns and indexes that are missing, and those that nothing declares.
    """
    types = list(record_types)
    names = [record_type.name for record_type in types]
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute("CREATE SCHEMA declared; SET LOCAL search_path = declared, public")
        for record_type in types:
            for statement in ddl(record_type):
                await connection.execute(statement)
        declared = {row["line"] for row in await connection.fetch(_SHAPE, "declared", names)}
        migrated = {row["line"] for row in await connection.fetch(_SHAPE, "public", names)}
    finally:
        await transaction.rollback()
    return declared - migrated, migrated - declared
