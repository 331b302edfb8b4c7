"""The engine's own tables, first revision: what every service with records has beside them.

Each folder of the engine describes its tables in its `tables.py`; a service's migration creates
them all after the platform's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from kontor_chassis.database.platform_v1 import secure
from kontor_records.access import tables as access_tables
from kontor_records.conditions.text_order import KONTOR_SORT
from kontor_records.search import tables as search_tables
from kontor_records.storage import tables as storage_tables

Execute = Callable[[str], object]


class _Tables(Protocol):
    """What a `tables.py` offers."""

    TABLES: str
    API: Mapping[str, str]
    WORKER: Mapping[str, str]


PARTS: Sequence[_Tables] = (storage_tables, access_tables, search_tables)
"""The folders of the engine that have tables."""

RECORD_COLUMNS = "deleted_with UUID, merged_into UUID"
"""Columns of every record's table that its state does not have."""


def create(execute: Execute, service: str) -> None:
    """Create the engine's functions, tables, policies and grants.

    Args:
        execute: Runs one SQL text, for instance `op.execute`.
        service: The service's name; its roles exist already.
    """
    execute(KONTOR_SORT)
    for part in PARTS:
        for statement in filter(str.strip, part.TABLES.split(";\n")):
            execute(statement)
        for statement in _grants(part, service):
            execute(statement)


def _grants(part: _Tables, service: str) -> Iterator[str]:
    for table in sorted({*part.API, *part.WORKER}):
        yield from secure(table, service, worker=table in part.WORKER)
    for table, privileges in part.API.items():
        yield f"GRANT {privileges} ON {table} TO {service}_api"
    for table, privileges in part.WORKER.items():
        yield f"GRANT {privileges} ON {table} TO {service}_worker"


def bin_index(table: str) -> str:
    """Return the index by which a deletion finds what it took along, and the bin its records."""
    return (
        f"CREATE INDEX {table}_binned ON {table} (tenant_id, deleted_with)"
        " WHERE deleted_at IS NOT NULL"
    )
