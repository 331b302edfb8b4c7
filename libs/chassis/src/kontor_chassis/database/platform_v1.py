"""The platform's own tables, first revision: what every service database has beside its records.

Frozen once released: a later change is `platform_v2`, called by a later migration of each service.
"""

from collections.abc import Callable, Sequence

Execute = Callable[[str], object]

_TABLES = """
CREATE TABLE outbox (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  seq bigint GENERATED ALWAYS AS IDENTITY,
  shard smallint NOT NULL,
  id uuid NOT NULL,
  tenant_id uuid NOT NULL,
  topic text NOT NULL,
  key text NOT NULL,
  headers jsonb NOT NULL,
  payload bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT outbox_payload_size CHECK (octet_length(payload) <= 524288)
) PARTITION BY RANGE (created_at);
CREATE INDEX outbox_cursor ON outbox (shard, xid, seq);
CREATE TABLE outbox_default PARTITION OF outbox DEFAULT;

CREATE TABLE relay_cursor (
  shard smallint PRIMARY KEY,
  xid xid8 NOT NULL DEFAULT '0',
  seq bigint NOT NULL DEFAULT 0,
  moved_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE relay_topic (topic text PRIMARY KEY, topic_id uuid NOT NULL);

CREATE TABLE idempotency (
  tenant_id uuid NOT NULL,
  principal text NOT NULL,
  key text NOT NULL,
  request_hash bytea NOT NULL,
  status smallint NOT NULL,
  headers jsonb NOT NULL,
  body bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, principal, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

CREATE TABLE inbox (
  consumer text NOT NULL,
  fact_id uuid NOT NULL,
  PRIMARY KEY (consumer, fact_id)
) PARTITION BY RANGE (fact_id);
CREATE TABLE inbox_default PARTITION OF inbox DEFAULT;

CREATE TABLE consumer_offset (
  consumer text NOT NULL,
  topic text NOT NULL,
  partition integer NOT NULL,
  topic_id uuid,
  next bigint NOT NULL DEFAULT 0,
  epoch bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (consumer, topic, partition)
);

CREATE TABLE parked (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  consumer text NOT NULL,
  topic text NOT NULL,
  key text NOT NULL,
  fact_id uuid,
  tenant_id uuid,
  headers jsonb NOT NULL,
  payload bytea NOT NULL,
  reason text NOT NULL,
  attempt integer NOT NULL DEFAULT 0,
  next_try_at timestamptz,
  state text NOT NULL DEFAULT 'waiting',
  parked_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX parked_queue ON parked (consumer, topic, key, position);
CREATE INDEX parked_due ON parked (next_try_at) WHERE next_try_at IS NOT NULL;

CREATE TABLE operator_action (
  id uuid PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  operator text NOT NULL,
  action text NOT NULL,
  detail jsonb NOT NULL
);

CREATE TABLE timer (
  tenant_id uuid NOT NULL,
  key text NOT NULL,
  fire_at timestamptz NOT NULL,
  kind text NOT NULL,
  payload jsonb NOT NULL,
  attempt integer NOT NULL DEFAULT 0,
  fence bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, key)
);
CREATE INDEX timer_due ON timer (fire_at);

CREATE TABLE periodic_job (
  name text PRIMARY KEY,
  next_run_at timestamptz NOT NULL,
  last_started_at timestamptz,
  last_finished_at timestamptz,
  last_error text,
  runs bigint NOT NULL DEFAULT 0
);
"""

TENANT = "NULLIF(current_setting('kontor.tenant', true), '')::uuid"
"""Inline on purpose: the same test inside a plpgsql function was a thousand times slower.

After a transaction the setting is an empty string, hence NULLIF: no tenant, no rows.
"""

_WORKER_ONLY = (
    "relay_cursor", "relay_topic", "inbox", "consumer_offset", "parked", "periodic_job",
    "operator_action",
)  # fmt: skip


def create(execute: Execute, service: str) -> None:
    """Create the platform's tables, policies and grants in an empty database.

    Args:
        execute: Runs one SQL text, for instance `op.execute`.
        service: The service's name; its roles exist already.
    """
    for statement in filter(str.strip, _TABLES.split(";\n")):
        execute(statement)
    for statement in grants(service):
        execute(statement)


def grants(service: str) -> Sequence[str]:
    """Return the statements that say which role may do what with the platform's tables."""
    api, worker = f"{service}_api", f"{service}_worker"
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {api}, {worker}",
        f"GRANT SELECT ON alembic_version TO {api}, {worker}",
    ]
    for table in ("outbox", "idempotency", "timer"):
        statements += secure(table, service)
    statements += [
        f"GRANT INSERT ON outbox TO {api}",
        f"GRANT SELECT, INSERT ON outbox TO {worker}",
        f"GRANT SELECT, INSERT ON idempotency TO {api}",
        f"GRANT SELECT, DELETE ON idempotency TO {worker}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON timer TO {api}, {worker}",
    ]
    for table in _WORKER_ONLY:
        statements += [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY worker ON {table} TO {worker} USING (true) WITH CHECK (true)",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {worker}",
        ]
    # Who drops partitions must see what was relayed; forced row security holds for owners too.
    statements.append(
        f"CREATE POLICY upkeep ON relay_cursor FOR SELECT TO {service}_owner USING (true)"
    )
    return statements


def secure(table: str, service: str, *, worker: bool = True) -> Sequence[str]:
    """Return the statements that force row security on a tenant's table.

    Args:
        table: The table; it has a column `tenant_id`.
        service: The service's name.
        worker: Whether the worker role has a policy of its own (it still needs a grant).
    """
    statements = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        (
            f"CREATE POLICY tenant ON {table} TO {service}_api"
            f" USING (tenant_id = {TENANT}) WITH CHECK (tenant_id = {TENANT})"
        ),
    ]
    if worker:
        statements.append(
            f"CREATE POLICY worker ON {table} TO {service}_worker USING (true) WITH CHECK (true)"
        )
    return statements
