"""The table of jobs that follow a definition."""

from collections.abc import Mapping

from kontor_chassis.database.declared import declared

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

FOLLOWING_JOB = declared(TABLES)["following_job"]
