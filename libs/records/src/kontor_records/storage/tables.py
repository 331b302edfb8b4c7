"""The tables of storage: a record's history, and the keys by which it is found."""

from collections.abc import Mapping

from sqlalchemy import BigInteger, Column, DateTime, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSON, JSONB

from kontor_records.storage import keys
from kontor_records.storage.derived import DerivedTable

TABLES = """
CREATE TABLE history (
  tenant_id uuid NOT NULL,
  record uuid NOT NULL,
  version bigint NOT NULL,
  record_type text NOT NULL,
  kind text NOT NULL,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  cause jsonb NOT NULL,
  state json,
  changes json,
  PRIMARY KEY (tenant_id, record, version)
);
CREATE TABLE record_key (
  tenant_id uuid NOT NULL,
  record_type text NOT NULL,
  record uuid NOT NULL,
  kind text NOT NULL,
  value text NOT NULL,
  PRIMARY KEY (tenant_id, record_type, kind, value, record)
);
CREATE INDEX record_key_of ON record_key (tenant_id, record);
"""

API: Mapping[str, str] = {
    "history": "SELECT, INSERT, UPDATE, DELETE",
    "record_key": "SELECT, INSERT, DELETE",
}
WORKER: Mapping[str, str] = {}

_METADATA = MetaData()
HISTORY = Table(
    "history",
    _METADATA,
    Column("tenant_id", Uuid(), primary_key=True),
    Column("record", Uuid(), primary_key=True),
    Column("version", BigInteger(), primary_key=True),
    Column("record_type", Text()),
    Column("kind", Text()),
    Column("at", DateTime(timezone=True)),
    Column("actor", Text()),
    Column("cause", JSONB()),
    Column("state", JSON()),
    Column("changes", JSON()),
)
RECORD_KEY = DerivedTable(
    name="record_key",
    columns=(("kind", "text"), ("value", "text")),
    rows=keys.rows,
    reads=keys.read_of,
)
