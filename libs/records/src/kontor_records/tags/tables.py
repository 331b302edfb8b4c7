"""The tables of tags: the words, who put which on what, and what is important to whom.

Row security keeps tenants apart; a private tag is kept from everybody else by `user_id` in each
statement. It stands nowhere but here: not in the record, its facts or its history.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kontor_chassis.database.declared import declared
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

TAG, RECORD_TAG, TAG_PIN = declared(TABLES).values()


def rows(_record_type: RecordType[Any], state: Any) -> Iterator[tuple[object, ...]]:
    """Give the shared tags of a record."""
    return ((tag,) for tag in dict.fromkeys(state.tags))


RECORD_TAG_ROWS = DerivedTable(name="record_tag", columns=(("tag", "uuid"),), rows=rows)
