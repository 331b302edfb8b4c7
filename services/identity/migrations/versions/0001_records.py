"""The platform's tables, and tenants, users, groups, sessions and everything that opens a door."""

from alembic import op

from kontor_chassis.database import platform_v1
from kontor_chassis.database.platform_v1 import secure
from kontor_records.access import tables as access_tables

revision = "0001"
down_revision = None

_TABLES = """
CREATE TABLE tenant (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  owner UUID,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_by TEXT NOT NULL,
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  plan TEXT NOT NULL,
  state TEXT NOT NULL,
  locale TEXT NOT NULL,
  zone TEXT NOT NULL,
  currency TEXT NOT NULL,
  deleted_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE tenant_slug (
  slug TEXT NOT NULL,
  tenant_id UUID NOT NULL,
  CONSTRAINT tenant_slug_slug_key PRIMARY KEY (slug)
);
CREATE TABLE tenant_seed (
  tenant_id UUID NOT NULL,
  service TEXT NOT NULL,
  completed_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (tenant_id, service)
);
CREATE TABLE "user" (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  owner UUID,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_by TEXT NOT NULL,
  email TEXT NOT NULL,
  display_name TEXT NOT NULL,
  locale TEXT NOT NULL,
  zone TEXT NOT NULL,
  status TEXT NOT NULL,
  is_administrator BOOLEAN NOT NULL,
  role UUID,
  profiles JSONB NOT NULL,
  manager UUID,
  deleted_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE login (
  email_digest TEXT NOT NULL,
  tenant_id UUID NOT NULL,
  user_id UUID NOT NULL,
  CONSTRAINT login_email_key PRIMARY KEY (email_digest, tenant_id)
);
CREATE TABLE "group" (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  owner UUID,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_by TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT,
  members JSONB NOT NULL,
  member_roles JSONB NOT NULL,
  member_roles_below JSONB NOT NULL,
  member_groups JSONB NOT NULL,
  manager UUID,
  email TEXT,
  deleted_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE user_grant (
  tenant_id UUID NOT NULL,
  user_id UUID NOT NULL,
  status TEXT NOT NULL,
  is_administrator BOOLEAN NOT NULL,
  PRIMARY KEY (tenant_id, user_id)
);
CREATE TABLE role (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  owner UUID,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_by TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT,
  parent UUID,
  profiles JSONB NOT NULL,
  deleted_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE profile (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  owner UUID,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_by TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT,
  permissions JSONB NOT NULL,
  is_for_all BOOLEAN NOT NULL,
  deleted_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE sharing_rule (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  owner UUID,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_by TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT,
  record TEXT NOT NULL,
  source JSONB NOT NULL,
  target JSONB NOT NULL,
  level TEXT NOT NULL,
  condition JSONB,
  until TIMESTAMP WITH TIME ZONE,
  is_active BOOLEAN NOT NULL,
  deleted_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE module_default (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  owner UUID,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_by TEXT NOT NULL,
  record TEXT NOT NULL,
  openness TEXT NOT NULL,
  deleted_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE audit_entry (
  tenant_id UUID NOT NULL,
  number BIGINT NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  subject UUID NOT NULL,
  detail JSONB NOT NULL,
  digest BYTEA NOT NULL,
  PRIMARY KEY (tenant_id, number)
);
CREATE TABLE credential (
  tenant_id UUID NOT NULL,
  user_id UUID NOT NULL,
  password_hash TEXT NOT NULL,
  configured_hash TEXT,
  changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (tenant_id, user_id)
);
CREATE TABLE session (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  user_id UUID NOT NULL,
  cookie_digest BYTEA NOT NULL,
  started_at TIMESTAMP WITH TIME ZONE NOT NULL,
  seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
  ended_at TIMESTAMP WITH TIME ZONE,
  client_address TEXT,
  user_agent TEXT,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE refresh_token (
  tenant_id UUID NOT NULL,
  digest BYTEA NOT NULL,
  session_id UUID NOT NULL,
  issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
  used_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (tenant_id, digest)
);
CREATE TABLE api_key (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  user_id UUID NOT NULL,
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  digest BYTEA NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  expires_at TIMESTAMP WITH TIME ZONE,
  last_used_at TIMESTAMP WITH TIME ZONE,
  revoked_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE service_credential (
  tenant_id UUID NOT NULL,
  service TEXT NOT NULL,
  public_key BYTEA NOT NULL,
  registered_at TIMESTAMP WITH TIME ZONE NOT NULL,
  revoked_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (tenant_id, service, public_key)
);
CREATE TABLE signing_key (
  tenant_id UUID NOT NULL,
  kid TEXT NOT NULL,
  public_key BYTEA NOT NULL,
  used_from TIMESTAMP WITH TIME ZONE NOT NULL,
  used_until TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (tenant_id, kid)
);
CREATE TABLE preference (
  tenant_id UUID NOT NULL,
  user_id UUID NOT NULL,
  content JSONB NOT NULL,
  PRIMARY KEY (tenant_id, user_id)
);
CREATE TABLE login_event (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  outcome TEXT NOT NULL,
  user_id UUID,
  email_digest TEXT NOT NULL,
  client_address TEXT,
  user_agent TEXT,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE sign_in_try (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  account TEXT NOT NULL,
  client TEXT,
  at TIMESTAMP WITH TIME ZONE NOT NULL,
  is_failed BOOLEAN NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE known_device (
  tenant_id UUID NOT NULL,
  digest BYTEA NOT NULL,
  user_id UUID NOT NULL,
  seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
  PRIMARY KEY (tenant_id, digest)
);
"""

_KEYS = """
CREATE UNIQUE INDEX group_name_key ON "group" (tenant_id, lower(name)) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX group_email_key ON "group" (tenant_id, lower(email)) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX role_name_key ON role (tenant_id, lower(name)) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX profile_name_key ON profile (tenant_id, lower(name)) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX sharing_rule_name_key ON sharing_rule (tenant_id, lower(name)) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX module_default_record_key ON module_default (tenant_id, record) WHERE deleted_at IS NULL;
CREATE SEQUENCE access_grant_revision;
CREATE INDEX session_of_user ON session (tenant_id, user_id) WHERE ended_at IS NULL;
CREATE INDEX session_by_end ON session (ends_at);
CREATE INDEX refresh_token_of_session ON refresh_token (tenant_id, session_id);
CREATE INDEX refresh_token_by_age ON refresh_token (issued_at);
CREATE INDEX api_key_of_user ON api_key (tenant_id, user_id, created_at);
CREATE INDEX login_event_by_time ON login_event (tenant_id, at);
CREATE INDEX login_event_by_age ON login_event (at);
CREATE INDEX sign_in_try_of_account ON sign_in_try (tenant_id, account, at);
CREATE INDEX sign_in_try_of_client ON sign_in_try (tenant_id, client, at);
CREATE INDEX sign_in_try_by_age ON sign_in_try (at);
CREATE INDEX known_device_by_age ON known_device (seen_at);
"""

_SORTS = {
    "user": ("email", "display_name", "created_at", "updated_at"),
    "group": ("name", "created_at", "updated_at"),
    "role": ("name", "created_at", "updated_at"),
    "profile": ("name", "created_at", "updated_at"),
    "sharing_rule": ("name", "created_at", "updated_at"),
    "module_default": ("record", "created_at", "updated_at"),
}

_API_MAY = {
    "tenant": "SELECT, INSERT, UPDATE",
    "tenant_slug": "SELECT, INSERT",
    "tenant_seed": "SELECT, INSERT",
    '"user"': "SELECT, INSERT, UPDATE",
    "login": "SELECT, INSERT, DELETE",
    '"group"': "SELECT, INSERT, UPDATE",
    "user_grant": "SELECT, INSERT, UPDATE",
    "access_grant": "SELECT, INSERT, UPDATE",
    "role": "SELECT, INSERT, UPDATE",
    "profile": "SELECT, INSERT, UPDATE",
    "sharing_rule": "SELECT, INSERT, UPDATE",
    "module_default": "SELECT, INSERT, UPDATE",
    # Whoever can write here can neither change nor remove what was written.
    "audit_entry": "SELECT, INSERT",
    "credential": "SELECT, INSERT, UPDATE",
    "session": "SELECT, INSERT, UPDATE",
    "refresh_token": "SELECT, INSERT, UPDATE",
    "api_key": "SELECT, INSERT, UPDATE",
    "service_credential": "SELECT, INSERT, UPDATE",
    "signing_key": "SELECT, INSERT",
    "preference": "SELECT, INSERT, UPDATE",
    "login_event": "SELECT, INSERT",
    "sign_in_try": "SELECT, INSERT, UPDATE, DELETE",
    "known_device": "SELECT, INSERT, UPDATE",
}
_FORGOTTEN_BY_AGE = (
    "session", "refresh_token", "signing_key", "login_event", "sign_in_try", "known_device",
)  # fmt: skip

_LOOKUP = "NULLIF(current_setting('kontor.lookup', true), '')"


def upgrade() -> None:
    platform_v1.create(op.execute, "identity")
    # Grants are kept here in the form in which every other service mirrors them.
    tables = f"{access_tables.GRANTS}{_TABLES}{_KEYS}"
    for statement in filter(str.strip, tables.split(";\n")):
        op.execute(statement)
    for table, columns in _SORTS.items():
        for column in columns:
            op.execute(
                f'CREATE INDEX {table}_by_{column} ON "{table}" (tenant_id, {column}, id)'
                " WHERE deleted_at IS NULL"
            )
    op.execute(
        'CREATE INDEX user_of_status ON "user" (tenant_id, status, created_at, id)'
        " WHERE deleted_at IS NULL"
    )
    for table, rights in _API_MAY.items():
        for statement in secure(table, "identity", worker=table in _FORGOTTEN_BY_AGE):
            op.execute(statement)
        op.execute(f"GRANT {rights} ON {table} TO identity_api")
    for table in _FORGOTTEN_BY_AGE:
        op.execute(f"GRANT SELECT, DELETE ON {table} TO identity_worker")
    op.execute("GRANT USAGE ON SEQUENCE access_grant_revision TO identity_api")
    # Asked before a tenant is known: a transaction sees the rows of the one digest or slug it
    # names, and no others. No function runs with more rights than its caller.
    op.execute(
        f"CREATE POLICY lookup ON login FOR SELECT TO identity_api USING (email_digest = {_LOOKUP})"
    )
    op.execute(
        f"CREATE POLICY lookup ON tenant_slug FOR SELECT TO identity_api USING (slug = {_LOOKUP})"
    )
