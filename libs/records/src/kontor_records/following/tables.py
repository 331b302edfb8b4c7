"""The table of jobs that follow a definition."""

from collections.abc import Mapping

from sqlalchemy import BigInteger, Column, DateTime, MetaData, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

TABLES = """
CREATE TABLE following_job (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  record text NOT NULL,
  body jsonb NOT NULL,
  place uuid,
  done bigint NOT NULL,
  status text NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
"""

API: Mapping[str, str] = {"following_job": "SELECT, INSERT, UPDATE"}
WORKER: Mapping[str, str] = {}

FOLLOWING_JOB = Table(
    "following_job",
    MetaData(),
    Column("tenant_id", Uuid(), primary_key=True),
    Column("id", Uuid(), primary_key=True),
    Column("kind", Text(), nullable=False),
    Column("record", Text(), nullable=False),
    Column("body", JSONB(), nullable=False),
    Column("place", Uuid()),
    Column("done", BigInteger(), nullable=False),
    Column("status", Text(), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("created_by", Text(), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
)
