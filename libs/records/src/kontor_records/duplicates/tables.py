"""The tables of pairs: those known to be two, and those that a scan has found."""

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
CREATE TABLE duplicate_scan (
  tenant_id uuid NOT NULL,
  record_type text NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  keys bigint NOT NULL,
  pairs bigint NOT NULL,
  skipped bigint NOT NULL,
  started_at timestamptz NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (tenant_id, record_type)
);
CREATE TABLE duplicate_pair (
  tenant_id uuid NOT NULL,
  record_type text NOT NULL,
  points integer NOT NULL,
  one uuid NOT NULL,
  other uuid NOT NULL,
  PRIMARY KEY (tenant_id, record_type, points, one, other)
);
"""

API: Mapping[str, str] = {
    "not_duplicate": "SELECT, INSERT, UPDATE, DELETE",
    "duplicate_scan": "SELECT, INSERT, UPDATE",
    "duplicate_pair": "SELECT, INSERT, DELETE",
}
WORKER: Mapping[str, str] = {}
