"""The statements on one record, compiled once per record type."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select
from sqlalchemy.sql.elements import ColumnElement

from kontor_chassis.database.statements import TENANT, Statement, compiled, scoped
from kontor_records.declaration.record_type import RecordType


@lru_cache(maxsize=512)
def locking(record_type: RecordType[Any]) -> Statement:
    """Return the statement that locks rows of records, wherever they lie."""
    table = record_type.table
    wanted = bindparam("ids", type_=ARRAY(Uuid()))
    some = select(table).where(table.c.tenant_id == TENANT, table.c.id == any_(wanted))
    return compiled(some.with_for_update())


def getting(record_type: RecordType[Any], visible: ColumnElement[bool] | None) -> Statement:
    """Return the statement that reads one record as far as it is visible; binned ones too."""
    table = record_type.table
    one = select(table).where(
        table.c.tenant_id == TENANT, table.c.id == bindparam("id", type_=Uuid())
    )
    return scoped(one if visible is None else one.where(visible))


@lru_cache(maxsize=512)
def getting_any(record_type: RecordType[Any]) -> Statement:
    """Return the statement that reads one record, whoever asks."""
    return getting(record_type, None)


@lru_cache(maxsize=512)
def parts_of(record_type: RecordType[Any], reference: str) -> Statement:
    """Return the statement that names the live records that are a part of another."""
    table = record_type.table
    wanted = bindparam("parent", type_=Uuid())
    return scoped(
        select(table.c.id).where(
            table.c.tenant_id == TENANT,
            table.c[reference] == wanted,
            table.c.deleted_at.is_(None),
        )
    )


@lru_cache(maxsize=512)
def binned_with(record_type: RecordType[Any]) -> Statement:
    """Return the statement that names the records one deletion took along."""
    table = record_type.table
    return scoped(
        select(table.c.id).where(
            table.c.tenant_id == TENANT,
            table.c.deleted_with == bindparam("batch", type_=Uuid()),
            table.c.deleted_at.is_not(None),
        )
    )
