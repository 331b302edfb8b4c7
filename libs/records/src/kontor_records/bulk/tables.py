"""The tables of bulk jobs: the job, and its records in chunks that are done one by one."""

from collections.abc import Mapping

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Integer,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

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

_METADATA = MetaData()
BULK_JOB = Table(
    "bulk_job",
    _METADATA,
    Column("tenant_id", Uuid(), primary_key=True),
    Column("id", Uuid(), primary_key=True),
    Column("version", BigInteger()),
    Column("record_type", Text()),
    Column("action", Text()),
    Column("given", JSONB()),
    Column("state", Text()),
    Column("total", BigInteger()),
    Column("done", BigInteger()),
    Column("failed", BigInteger()),
    Column("created_at", DateTime(timezone=True)),
    Column("created_by", Text()),
    Column("correlation", Uuid()),
    Column("depth", Integer()),
    Column("started_at", DateTime(timezone=True)),
    Column("finished_at", DateTime(timezone=True)),
    Column("undo_of", Uuid()),
    Column("undone_by", Uuid()),
)
BULK_CHUNK = Table(
    "bulk_chunk",
    _METADATA,
    Column("tenant_id", Uuid(), primary_key=True),
    Column("job", Uuid(), primary_key=True),
    Column("seq", Integer(), primary_key=True),
    Column("ids", ARRAY(Uuid())),
    Column("versions", ARRAY(BigInteger())),
    Column("is_done", Boolean()),
    Column("finished", ARRAY(Uuid())),
    Column("failures", JSONB()),
    Column("befores", JSONB()),
)
