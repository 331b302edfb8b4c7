"""The tables of storage: a record's history, and the keys by which it is found."""

from collections.abc import Mapping

from kontor_chassis.database.declared import declared
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

HISTORY = declared(TABLES)["history"]
RECORD_KEY = DerivedTable(
    name="record_key",
    columns=(("kind", "text"), ("value", "text")),
    rows=keys.rows,
    reads=keys.read_of,
)
