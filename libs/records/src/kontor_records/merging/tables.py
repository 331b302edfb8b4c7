"""The tables of merges: who became another name for whom, and which references were led on."""

from collections.abc import Mapping

TABLES = """
CREATE TABLE merged_record (
  tenant_id uuid NOT NULL,
  loser uuid NOT NULL,
  survivor uuid NOT NULL,
  record_type text NOT NULL,
  merged_at timestamptz NOT NULL,
  merged_by text NOT NULL,
  gave jsonb NOT NULL,
  PRIMARY KEY (tenant_id, loser)
);
CREATE INDEX merged_record_into ON merged_record (tenant_id, survivor);
CREATE INDEX merged_record_age ON merged_record (merged_at) WHERE gave <> '{}'::jsonb;
CREATE TABLE reference_origin (
  tenant_id uuid NOT NULL,
  loser uuid NOT NULL,
  record_type text NOT NULL,
  record uuid NOT NULL,
  field text NOT NULL,
  is_both boolean NOT NULL,
  survivor uuid NOT NULL,
  PRIMARY KEY (tenant_id, loser, record_type, record, field)
);
CREATE INDEX reference_origin_of ON reference_origin (tenant_id, record);
"""

API: Mapping[str, str] = {
    "merged_record": "SELECT, INSERT, UPDATE, DELETE",
    "reference_origin": "SELECT, INSERT, DELETE",
}
WORKER: Mapping[str, str] = {"merged_record": "SELECT, UPDATE"}
