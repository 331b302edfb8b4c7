"""The tables of what a tenant defines: fields, lists, and the indexed values of the fields.

A tenant's field has no column. Under forced row security an index over an expression of JSON is
never used, since its operators are not leakproof: what must be found fast stands in `custom_key`,
as texts that sort like their values.
"""

from collections.abc import Mapping

from kontor_chassis.database.declared import declared
from kontor_chassis.database.state_tables import state_table
from kontor_schemas.customizing import ChoiceListState, CustomFieldState

TABLES = """
CREATE TABLE custom_field (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  version bigint NOT NULL,
  owner uuid,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL,
  updated_by text NOT NULL,
  record text NOT NULL,
  key text NOT NULL,
  type text NOT NULL,
  label jsonb NOT NULL,
  hint jsonb,
  is_required boolean NOT NULL,
  is_unique boolean NOT NULL,
  is_indexed boolean NOT NULL,
  is_personal boolean NOT NULL,
  "default" jsonb,
  limits jsonb NOT NULL,
  show_if jsonb,
  choice_list text,
  target text,
  formula text,
  result text,
  position bigint NOT NULL,
  deleted_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX custom_field_key_key ON custom_field (tenant_id, record, key);
CREATE TABLE choice_list (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  version bigint NOT NULL,
  owner uuid,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL,
  updated_by text NOT NULL,
  name text NOT NULL,
  label jsonb NOT NULL,
  values jsonb NOT NULL,
  deleted_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX choice_list_name_key ON choice_list (tenant_id, name);
CREATE TABLE definition_revision (
  tenant_id uuid NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY (tenant_id)
);
CREATE TABLE custom_key (
  tenant_id uuid NOT NULL,
  record_type text NOT NULL,
  record uuid NOT NULL,
  field text NOT NULL,
  value text NOT NULL,
  is_unique boolean NOT NULL,
  PRIMARY KEY (tenant_id, record_type, field, value, record)
);
CREATE UNIQUE INDEX custom_key_value_key ON custom_key (tenant_id, record_type, field, value)
 WHERE is_unique;
CREATE INDEX custom_key_of ON custom_key (tenant_id, record);
"""

API: Mapping[str, str] = {
    "custom_field": "SELECT, INSERT, UPDATE, DELETE",
    "choice_list": "SELECT, INSERT, UPDATE",
    "definition_revision": "SELECT, INSERT, UPDATE",
    "custom_key": "SELECT, INSERT, UPDATE, DELETE",
}
WORKER: Mapping[str, str] = {}

CUSTOM_FIELD = state_table("custom_field", CustomFieldState)
CHOICE_LIST = state_table("choice_list", ChoiceListState)

_MADE = declared(TABLES)
DEFINITION_REVISION = _MADE["definition_revision"]
CUSTOM_KEY = _MADE["custom_key"]
