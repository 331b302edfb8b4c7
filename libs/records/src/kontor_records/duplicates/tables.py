"""The table of pairs that are known to be two."""

from collections.abc import Mapping

TABLES = """
CREATE TABLE not_duplicate (
  tenant_id uuid NOT NULL,
  one uuid NOT NULL,
  other uuid NOT NULL,
  one_keys bytea NOT NULL,
  other_keys bytea NOT NULL,
  said_by text NOT NULL,
  said_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, one, other),
  CONSTRAINT not_duplicate_order CHECK (one < other)
);
CREATE INDEX not_duplicate_of ON not_duplicate (tenant_id, other);
"""

API: Mapping[str, str] = {
    "not_duplicate": "SELECT, INSERT, UPDATE, DELETE",
}
WORKER: Mapping[str, str] = {}
