"""Tables read from the text that creates them, so that no column is written down twice."""

import re
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSON, JSONB
from sqlalchemy.types import TypeEngine

_TYPES: Final[Mapping[str, TypeEngine[Any]]] = {
    "bigint": BigInteger(),
    "boolean": Boolean(),
    "bytea": LargeBinary(),
    "integer": Integer(),
    "json": JSON(),
    "jsonb": JSONB(),
    "text": Text(),
    "timestamptz": DateTime(timezone=True),
    "uuid": Uuid(),
}
_TABLE: Final = re.compile(r"^CREATE TABLE (\w+) \(\n(.*?)\n\)", re.MULTILINE | re.DOTALL)
_COLUMN: Final = re.compile(r'^ +"?([a-z]\w*)"? ([a-z]+)(\[\])?', re.MULTILINE)
_KEY: Final = re.compile(r"PRIMARY KEY \((.*?)\)")


def declared(text: str) -> Mapping[str, Table]:
    """Return the tables that a text creates, by name.

    Args:
        text: `CREATE TABLE` statements, each column on a line of its own.
    """
    return {found[1]: _table(found[1], found[2]) for found in _TABLE.finditer(text)}


def _table(name: str, body: str) -> Table:
    key = found[1].split(", ") if (found := _KEY.search(body)) else []
    columns = (
        Column(column, ARRAY(_TYPES[kind]) if array else _TYPES[kind], primary_key=column in key)
        for column, kind, array in _COLUMN.findall(body)
    )
    return Table(name, MetaData(), *columns)
