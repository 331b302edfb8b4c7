"""The tables of imports: the run, its file in pieces, what became of each row, saved mappings."""

from collections.abc import Mapping

from kontor_chassis.database.declared import declared

TABLES = """
CREATE TABLE import_run (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  version bigint NOT NULL,
  record_type text NOT NULL,
  state text NOT NULL,
  work text,
  file_name text NOT NULL,
  layout jsonb,
  header jsonb,
  sample jsonb,
  mapping jsonb,
  counts jsonb NOT NULL,
  checked jsonb,
  rows bigint NOT NULL DEFAULT 0,
  next_row bigint NOT NULL DEFAULT 0,
  reason text,
  created_at timestamptz NOT NULL,
  created_by uuid NOT NULL,
  ended_at timestamptz,
  leased_until timestamptz,
  fence bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX import_run_due ON import_run (leased_until) WHERE work IS NOT NULL;
CREATE INDEX import_run_of ON import_run (tenant_id, record_type, id);
CREATE TABLE import_part (
  tenant_id uuid NOT NULL,
  import_id uuid NOT NULL,
  part integer NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (tenant_id, import_id, part)
);
ALTER TABLE import_part ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE TABLE import_row (
  tenant_id uuid NOT NULL,
  import_id uuid NOT NULL,
  row bigint NOT NULL,
  outcome text NOT NULL,
  record uuid,
  version bigint,
  detail jsonb,
  PRIMARY KEY (tenant_id, import_id, row)
);
CREATE INDEX import_row_told ON import_row (tenant_id, import_id, row) WHERE detail IS NOT NULL;
CREATE TABLE import_mapping (
  tenant_id uuid NOT NULL,
  record_type text NOT NULL,
  header text NOT NULL,
  mapping jsonb NOT NULL,
  PRIMARY KEY (tenant_id, record_type, header)
);
"""

_MADE = declared(TABLES)
IMPORT_RUN, IMPORT_PART, IMPORT_ROW, IMPORT_MAPPING = _MADE.values()

API: Mapping[str, str] = dict.fromkeys(_MADE, "SELECT, INSERT, UPDATE, DELETE")
WORKER: Mapping[str, str] = {
    "import_run": "SELECT, UPDATE, DELETE",
    "import_part": "SELECT, DELETE",
    "import_row": "SELECT, DELETE",
}
