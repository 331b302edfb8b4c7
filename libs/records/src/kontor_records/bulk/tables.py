"""The tables of bulk jobs: the job, and its records in chunks that are done one by one."""

from collections.abc import Mapping

from kontor_chassis.database.declared import declared

TABLES = """
CREATE TABLE bulk_job (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  version bigint NOT NULL,
  record_type text NOT NULL,
  action text NOT NULL,
  given jsonb NOT NULL,
  state text NOT NULL,
  total bigint NOT NULL,
  done bigint NOT NULL,
  failed bigint NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  correlation uuid NOT NULL,
  depth integer NOT NULL,
  started_at timestamptz,
  finished_at timestamptz,
  undo_of uuid,
  undone_by uuid,
  served_at timestamptz,
  lease_until timestamptz,
  attempt integer NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX bulk_job_open ON bulk_job (served_at) WHERE finished_at IS NULL;
CREATE INDEX bulk_job_ended ON bulk_job (finished_at) WHERE finished_at IS NOT NULL;
CREATE TABLE bulk_chunk (
  tenant_id uuid NOT NULL,
  job uuid NOT NULL,
  seq integer NOT NULL,
  ids uuid[] NOT NULL,
  versions bigint[] NOT NULL,
  is_done boolean NOT NULL DEFAULT false,
  finished uuid[] NOT NULL DEFAULT '{}',
  failures jsonb NOT NULL DEFAULT '{}',
  befores jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, job, seq)
);
CREATE INDEX bulk_chunk_open ON bulk_chunk (tenant_id, job, seq) WHERE NOT is_done;
"""

API: Mapping[str, str] = {
    "bulk_job": "SELECT, INSERT, UPDATE",
    "bulk_chunk": "SELECT, INSERT, UPDATE",
}
WORKER: Mapping[str, str] = {
    "bulk_job": "SELECT, UPDATE, DELETE",
    "bulk_chunk": "SELECT, UPDATE, DELETE",
}

BULK_JOB, BULK_CHUNK = declared(TABLES).values()
