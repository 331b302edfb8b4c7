"""The tables of exports: what was asked for, and the file of a longer one in pieces."""

from collections.abc import Mapping

from kontor_chassis.database.declared import declared

TABLES = """
CREATE TABLE export_run (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  version bigint NOT NULL,
  record_type text NOT NULL,
  state text NOT NULL,
  wanted jsonb NOT NULL,
  rows bigint NOT NULL,
  reason text,
  created_at timestamptz NOT NULL,
  created_by uuid NOT NULL,
  expires_at timestamptz,
  leased_until timestamptz,
  fence bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX export_run_due ON export_run (leased_until) WHERE state = 'running';
CREATE TABLE export_part (
  tenant_id uuid NOT NULL,
  export_id uuid NOT NULL,
  part integer NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, export_id, part)
);
ALTER TABLE export_part ALTER COLUMN body SET STORAGE EXTERNAL;
"""

API: Mapping[str, str] = {
    "export_run": "SELECT, INSERT, UPDATE, DELETE",
    "export_part": "SELECT, INSERT, DELETE",
}
WORKER: Mapping[str, str] = {
    "export_run": "SELECT, UPDATE, DELETE",
    "export_part": "SELECT, DELETE",
}

EXPORT_RUN, EXPORT_PART = declared(TABLES).values()
