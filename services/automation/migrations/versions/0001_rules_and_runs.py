"""The platform's tables, rules, what the engine keeps of them, and mirrors of foreign records."""

from alembic import op

from kontor_chassis.database import platform_v1
from kontor_chassis.database.migrating import secure_record

revision = "0001"
down_revision = None

_ASSIGNMENT_RULE = """
CREATE TABLE assignment_rule (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  owner UUID,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_by TEXT NOT NULL,
  name TEXT NOT NULL,
  record TEXT NOT NULL,
  "order" BIGINT NOT NULL,
  is_active BOOLEAN NOT NULL,
  countries JSONB NOT NULL,
  condition JSONB,
  mode TEXT NOT NULL,
  pool_group UUID,
  pool_users JSONB NOT NULL,
  next_step TEXT,
  next_step_in_days BIGINT,
  deleted_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (tenant_id, id)
)
"""

_WORKFLOW = """
CREATE TABLE workflow (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  owner UUID,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_by TEXT NOT NULL,
  name TEXT NOT NULL,
  is_active BOOLEAN NOT NULL,
  "on" TEXT NOT NULL,
  condition JSONB,
  steps JSONB NOT NULL,
  deleted_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (tenant_id, id)
)
"""

_ENGINE = """
CREATE TABLE active_rule (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  version bigint NOT NULL,
  fact text NOT NULL,
  position bigint NOT NULL,
  owner uuid,
  definition jsonb NOT NULL,
  ended_at timestamptz,
  pause_reason text,
  pause_run uuid,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX active_rule_ended ON active_rule (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE turn (
  tenant_id uuid NOT NULL,
  rule uuid NOT NULL,
  next bigint NOT NULL DEFAULT 1,
  served jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, rule)
);

CREATE TABLE run (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  position bigint GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  rule uuid NOT NULL,
  rule_version bigint NOT NULL,
  fact_id uuid NOT NULL,
  fact_type text NOT NULL,
  record text NOT NULL,
  record_id uuid NOT NULL,
  seen_version bigint NOT NULL,
  state text NOT NULL,
  code text,
  explanation jsonb NOT NULL,
  next_step integer NOT NULL DEFAULT 0,
  fence bigint NOT NULL DEFAULT 0,
  cause_depth integer NOT NULL,
  correlation_id uuid NOT NULL,
  traceparent text,
  created_at timestamptz NOT NULL,
  next_try_at timestamptz NOT NULL,
  started_at timestamptz,
  ended_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX run_once ON run (tenant_id, rule, fact_id);
CREATE UNIQUE INDEX run_decided_once ON run (tenant_id, fact_id) WHERE kind = 'assignment';
CREATE INDEX run_open ON run (tenant_id, rule, next_try_at, position)
 WHERE state IN ('queued', 'running', 'waiting');
CREATE INDEX run_of_record_open ON run (tenant_id, record_id, position)
 WHERE state IN ('queued', 'running');
CREATE INDEX run_waiting ON run (tenant_id, rule, position)
 WHERE state = 'waiting' AND kind = 'assignment';
CREATE INDEX run_caused ON run (tenant_id, rule, record_id, created_at) WHERE cause_depth >= 1;
CREATE INDEX run_caused_of_rule ON run (tenant_id, rule, created_at) WHERE cause_depth >= 1;
CREATE INDEX run_by_created_at ON run (tenant_id, created_at, id);
CREATE INDEX run_of_record ON run (tenant_id, record_id, created_at, id);
CREATE INDEX run_of_rule ON run (tenant_id, rule, created_at, id);
CREATE INDEX run_ended ON run (ended_at) WHERE ended_at IS NOT NULL;

CREATE TABLE step (
  tenant_id uuid NOT NULL,
  run uuid NOT NULL,
  position integer NOT NULL,
  name text NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  code text,
  arguments jsonb NOT NULL,
  attempt integer NOT NULL DEFAULT 0,
  first_tried_at timestamptz,
  ended_at timestamptz,
  PRIMARY KEY (tenant_id, run, position)
);

CREATE TABLE assignment_log (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  run uuid,
  fact_id uuid NOT NULL,
  record text NOT NULL,
  record_id uuid NOT NULL,
  seen_version bigint NOT NULL,
  rule uuid,
  rule_version bigint,
  outcome text NOT NULL,
  chosen uuid,
  candidates jsonb NOT NULL,
  considered jsonb NOT NULL,
  reasons jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX assignment_log_once ON assignment_log (tenant_id, fact_id, outcome);
CREATE INDEX assignment_log_by_created_at ON assignment_log (tenant_id, created_at, id);
CREATE INDEX assignment_log_of_record ON assignment_log (tenant_id, record_id, created_at, id);
CREATE INDEX assignment_log_of_rule ON assignment_log (tenant_id, rule, created_at, id);
CREATE INDEX assignment_log_age ON assignment_log USING brin (created_at);
"""

_MIRRORS = """
CREATE TABLE user_mirror (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  version bigint NOT NULL,
  gone_at timestamptz,
  status text,
  email text,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE group_mirror (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  version bigint NOT NULL,
  gone_at timestamptz,
  name text,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE group_member (
  tenant_id uuid NOT NULL,
  group_id uuid NOT NULL,
  user_id uuid NOT NULL,
  version bigint NOT NULL,
  is_in boolean NOT NULL,
  PRIMARY KEY (tenant_id, group_id, user_id)
);
CREATE TABLE tenant_mirror (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  version bigint NOT NULL,
  gone_at timestamptz,
  zone text,
  locale text,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE lead_mirror (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  version bigint NOT NULL,
  gone_at timestamptz,
  owner uuid,
  display_name text,
  company text,
  country text,
  source text,
  stage text,
  PRIMARY KEY (tenant_id, id)
);
"""

_SORTS = {
    "assignment_rule": ("name", '"order"', "created_at", "updated_at"),
    "workflow": ("name", "created_at", "updated_at"),
}
_FILTERS = {
    "assignment_rule": ("record", "is_active"),
    "workflow": ('"on"', "is_active"),
}
_API_MAY = {
    "active_rule": "SELECT, INSERT, UPDATE",
    "turn": "INSERT",
    # Whoever is forgotten is so by a command, in the unit of work that says so.
    "run": "SELECT, UPDATE",
    "step": "SELECT, UPDATE",
    "assignment_log": "SELECT, UPDATE",
    "user_mirror": "SELECT",
    "group_mirror": "SELECT",
    "group_member": "SELECT",
    "tenant_mirror": "SELECT",
    "lead_mirror": "SELECT",
}


def upgrade() -> None:
    platform_v1.create(op.execute, "automation")
    for statement in (_ASSIGNMENT_RULE, _WORKFLOW, *_ENGINE.split(";\n"), *_MIRRORS.split(";\n")):
        if statement.strip():
            op.execute(statement)
    for kind, tables in (("by", _SORTS), ("of", _FILTERS)):
        for table, columns in tables.items():
            for column in columns:
                made = "" if kind == "by" else "created_at, "
                name = f"{table}_{kind}_{column.strip(chr(34))}"
                op.execute(
                    f"CREATE INDEX {name} ON {table} (tenant_id, {column}, {made}id)"
                    " WHERE deleted_at IS NULL"
                )
    for table in _SORTS:
        for statement in secure_record(table, "automation"):
            op.execute(statement)
    for table, may in _API_MAY.items():
        for statement in platform_v1.secure(table, "automation"):
            op.execute(statement)
        op.execute(f"GRANT {may} ON {table} TO automation_api")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO automation_worker")
