"""The tables of access: the mirror of grants, and whom a record is shared with."""

from collections.abc import Mapping

from sqlalchemy import Table

from kontor_chassis.database.declared import declared

GRANTS = """
CREATE TABLE access_grant (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  version bigint NOT NULL,
  what text NOT NULL,
  body jsonb,
  revision bigint NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX access_grant_by_revision ON access_grant (tenant_id, revision);
"""
"""Of all that decides who may do what, the state as it was last told; identity has it, too."""

TABLES = f"""
CREATE TABLE access_revision (
  tenant_id uuid NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (tenant_id)
);
{GRANTS}
CREATE TABLE record_principal (
  tenant_id uuid NOT NULL,
  record_type text NOT NULL,
  record uuid NOT NULL,
  kind text NOT NULL,
  principal uuid NOT NULL,
  level text NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, record_type, record, kind, principal, level, until)
);
CREATE INDEX record_principal_by_principal
 ON record_principal (tenant_id, record_type, principal, level, record);
CREATE TABLE user_name (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  version bigint NOT NULL,
  gone_at timestamptz,
  display_name text,
  PRIMARY KEY (tenant_id, id)
);
CREATE TABLE group_name (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  version bigint NOT NULL,
  gone_at timestamptz,
  name text,
  PRIMARY KEY (tenant_id, id)
)
"""
"""`access_revision` numbers the changes of a tenant's grants: its row is locked while a batch is
applied, so no number becomes visible before a smaller one."""

API: Mapping[str, str] = {
    "access_revision": "SELECT",
    "access_grant": "SELECT",
    "record_principal": "SELECT, INSERT, UPDATE, DELETE",
    "user_name": "SELECT",
    "group_name": "SELECT",
}
WORKER: Mapping[str, str] = {
    "access_revision": "SELECT, INSERT, UPDATE",
    "access_grant": "SELECT, INSERT, UPDATE",
    "user_name": "SELECT, INSERT, UPDATE",
    "group_name": "SELECT, INSERT, UPDATE",
}

_MADE = declared(TABLES)
ACCESS_GRANT = _MADE["access_grant"]

RECORD_PRINCIPAL = _MADE["record_principal"]
"""Derived rows of every record's state; a share without an end is `principals.FOREVER`."""


NAMES: Mapping[str, Table] = {
    "identity.user": _MADE["user_name"],
    "identity.group": _MADE["group_name"],
}
"""By record type of identity the mirror of what its records are called; the name stands last."""
