"""The engine's own tables, first revision: what every service with records has beside them.

Each folder of the engine describes its tables in its `tables.py`; a service's migration creates
them all after the platform's.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from kontor_chassis.database.platform_v1 import secure
from kontor_records.access import tables as access_tables
from kontor_records.bulk import tables as bulk_tables
from kontor_records.catalogue import tables as catalogue_tables
from kontor_records.conditions.text_order import KONTOR_SORT
from kontor_records.customizing import tables as customizing_tables
from kontor_records.declaration.record_type import RecordType
from kontor_records.duplicates import tables as duplicate_tables
from kontor_records.exports import tables as export_tables
from kontor_records.following import tables as following_tables
from kontor_records.imports import tables as import_tables
from kontor_records.lists import tables as list_tables
from kontor_records.lists.indexes import list_indexes
from kontor_records.merging import tables as merging_tables
from kontor_records.numbers import tables as numbers_tables
from kontor_records.search import tables as search_tables
from kontor_records.storage import tables as storage_tables
from kontor_records.tags import tables as tags_tables

Execute = Callable[[str], object]


class _Tables(Protocol):
    """What a `tables.py` offers."""

    TABLES: str
    API: Mapping[str, str]
    WORKER: Mapping[str, str]


PARTS: Sequence[_Tables] = (
    storage_tables,
    access_tables,
    search_tables,
    list_tables,
    duplicate_tables,
    merging_tables,
    bulk_tables,
    import_tables,
    export_tables,
    tags_tables,
    customizing_tables,
    numbers_tables,
    catalogue_tables,
    following_tables,
)
"""The folders of the engine that have tables."""


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


def indexes(record_type: RecordType[Any]) -> Iterator[str]:
    """Give the indexes of a type's table: its lists, its references, uniqueness, the bin."""
    name = record_type.name
    live = "WHERE deleted_at IS NULL"
    lists = list_indexes(record_type)
    yield from lists
    for field in record_type.references:
        spec = record_type.fields[field]
        index = f"CREATE INDEX {name}_of_{field} ON {name}"
        if spec.is_list or field == "owner_group" or any(one.startswith(index) for one in lists):
            continue
        yield f"{index} (tenant_id, {field}, created_at, id) {live}"
    for field in record_type.marked("unique"):
        # A merged record keeps its values, and its survivor may have taken one of them.
        yield (
            f"CREATE UNIQUE INDEX {name}_{field}_key ON {name} (tenant_id, {field})"
            f" {live} AND merged_into IS NULL"
        )
    binned = "WHERE deleted_at IS NOT NULL"
    yield f"CREATE INDEX {name}_binned_with ON {name} (tenant_id, deleted_with) {binned}"
    yield f"CREATE INDEX {name}_binned_at ON {name} (tenant_id, deleted_at, id) {binned}"
