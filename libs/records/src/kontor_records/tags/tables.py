"""The tables of tags: the words, who put which on what, and what is important to whom.

Row security keeps tenants apart; a private tag is kept from everybody else by `user_id` in each
statement. It stands nowhere but here: not in the record, its facts or its history.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, MetaData, Table, Text, Uuid

from kontor_records.declaration.record_type import RecordType
from kontor_records.storage.derived import DerivedTable

TABLES = """
CREATE TABLE tag (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  version bigint NOT NULL,
  owner uuid,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL,
  updated_by text NOT NULL,
  name text NOT NULL,
  hue text NOT NULL,
  user_id uuid,
  successor uuid,
  deleted_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX tag_of_user ON tag (tenant_id, user_id);
CREATE TABLE record_tag (
  tenant_id uuid NOT NULL,
  record_type text NOT NULL,
  record uuid NOT NULL,
  tag uuid NOT NULL,
  user_id uuid,
  PRIMARY KEY (tenant_id, record_type, record, tag)
);
CREATE INDEX record_tag_by_tag ON record_tag (tenant_id, tag, record_type, record);
CREATE INDEX record_tag_of ON record_tag (tenant_id, record);
CREATE TABLE tag_pin (
  tenant_id uuid NOT NULL,
  user_id uuid NOT NULL,
  tag uuid NOT NULL,
  PRIMARY KEY (tenant_id, user_id, tag)
);
"""

API: Mapping[str, str] = {
    "tag": "SELECT, INSERT, UPDATE",
    "record_tag": "SELECT, INSERT, UPDATE, DELETE",
    "tag_pin": "SELECT, INSERT, DELETE",
}
WORKER: Mapping[str, str] = {}

_METADATA = MetaData()
TAG = Table(
    "tag",
    _METADATA,
    Column("tenant_id", Uuid(), primary_key=True),
    Column("id", Uuid(), primary_key=True),
    Column("version", BigInteger(), nullable=False),
    Column("owner", Uuid()),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Text(), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("updated_by", Text(), nullable=False),
    Column("name", Text(), nullable=False),
    Column("hue", Text(), nullable=False),
    Column("user_id", Uuid()),
    Column("successor", Uuid()),
    Column("deleted_at", DateTime(timezone=True)),
)
RECORD_TAG = Table(
    "record_tag",
    _METADATA,
    Column("tenant_id", Uuid(), primary_key=True),
    Column("record_type", Text(), primary_key=True),
    Column("record", Uuid(), primary_key=True),
    Column("tag", Uuid(), primary_key=True),
    Column("user_id", Uuid()),
)
TAG_PIN = Table(
    "tag_pin",
    _METADATA,
    Column("tenant_id", Uuid(), primary_key=True),
    Column("user_id", Uuid(), primary_key=True),
    Column("tag", Uuid(), primary_key=True),
)


def rows(_record_type: RecordType[Any], state: Any) -> Iterator[tuple[object, ...]]:
    """Give the shared tags of a record."""
    return ((tag,) for tag in dict.fromkeys(state.tags))


RECORD_TAG_ROWS = DerivedTable(name="record_tag", columns=(("tag", "uuid"),), rows=rows)
