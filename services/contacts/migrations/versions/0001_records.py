"""The platform's tables, and organizations, contacts and leads."""

from alembic import op

from kontor_chassis.database import platform_v1
from kontor_chassis.database.migrating import secure_record

revision = "0001"
down_revision = None

_ORGANIZATION = """
CREATE TABLE organization (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  owner UUID,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_by TEXT NOT NULL,
  owner_group UUID,
  tags JSONB NOT NULL,
  custom JSONB NOT NULL,
  access JSONB NOT NULL,
  holds JSONB NOT NULL,
  number TEXT,
  name TEXT NOT NULL,
  legal_form TEXT,
  vat_id TEXT,
  website TEXT,
  domain TEXT,
  industry TEXT,
  employees_range TEXT,
  annual_revenue_minor BIGINT,
  annual_revenue_currency TEXT,
  kinds JSONB NOT NULL,
  parent UUID,
  emails JSONB NOT NULL,
  phones JSONB NOT NULL,
  addresses JSONB NOT NULL,
  country TEXT,
  source TEXT,
  status TEXT NOT NULL,
  description TEXT,
  deleted_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (tenant_id, id)
)
"""

_CONTACT = """
CREATE TABLE contact (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  owner UUID,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_by TEXT NOT NULL,
  owner_group UUID,
  tags JSONB NOT NULL,
  custom JSONB NOT NULL,
  access JSONB NOT NULL,
  holds JSONB NOT NULL,
  number TEXT,
  salutation TEXT NOT NULL,
  academic_title TEXT,
  given_name TEXT,
  family_name TEXT,
  name_order TEXT NOT NULL,
  display_name TEXT NOT NULL,
  job_title TEXT,
  department TEXT,
  organization UUID,
  language TEXT NOT NULL,
  zone TEXT,
  birth_on DATE,
  emails JSONB NOT NULL,
  phones JSONB NOT NULL,
  addresses JSONB NOT NULL,
  links JSONB NOT NULL,
  source TEXT,
  legal_basis TEXT NOT NULL,
  status TEXT NOT NULL,
  description TEXT,
  deleted_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (tenant_id, id)
)
"""

_LEAD = """
CREATE TABLE lead (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version BIGINT NOT NULL,
  owner UUID,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  created_by TEXT NOT NULL,
  updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
  updated_by TEXT NOT NULL,
  owner_group UUID,
  tags JSONB NOT NULL,
  custom JSONB NOT NULL,
  access JSONB NOT NULL,
  holds JSONB NOT NULL,
  salutation TEXT NOT NULL,
  academic_title TEXT,
  given_name TEXT,
  family_name TEXT,
  display_name TEXT NOT NULL,
  job_title TEXT,
  company TEXT,
  industry TEXT,
  language TEXT NOT NULL,
  emails JSONB NOT NULL,
  phones JSONB NOT NULL,
  addresses JSONB NOT NULL,
  country TEXT,
  source TEXT NOT NULL,
  need TEXT,
  budget_minor BIGINT,
  budget_currency TEXT,
  timeframe TEXT,
  stage TEXT NOT NULL,
  stage_since TIMESTAMP WITH TIME ZONE NOT NULL,
  disqualify_reason TEXT,
  next_step TEXT,
  next_step_on DATE,
  deleted_at TIMESTAMP WITH TIME ZONE,
  PRIMARY KEY (tenant_id, id)
)
"""

_KEYS = """
CREATE UNIQUE INDEX organization_number_key ON organization (tenant_id, number) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX contact_number_key ON contact (tenant_id, number) WHERE deleted_at IS NULL;
ALTER TABLE organization ADD CONSTRAINT organization_parent_fkey
 FOREIGN KEY (tenant_id, parent) REFERENCES organization (tenant_id, id);
ALTER TABLE contact ADD CONSTRAINT contact_organization_fkey
 FOREIGN KEY (tenant_id, organization) REFERENCES organization (tenant_id, id);
"""

_SORTS = {
    "organization": ("name", "created_at", "updated_at"),
    "contact": ("display_name", "created_at", "updated_at"),
    "lead": ("display_name", "created_at", "updated_at"),
}
_FILTERS = {
    "organization": ("owner", "country"),
    "contact": ("owner", "organization"),
    "lead": ("owner", "stage", "country"),
}


def upgrade() -> None:
    platform_v1.create(op.execute, "contacts")
    for table in (_ORGANIZATION, _CONTACT, _LEAD):
        op.execute(table)
    for statement in filter(str.strip, _KEYS.split(";\n")):
        op.execute(statement)
    for table, columns in _SORTS.items():
        for column in columns:
            op.execute(
                f"CREATE INDEX {table}_by_{column} ON {table} (tenant_id, {column}, id)"
                " WHERE deleted_at IS NULL"
            )
    for table, columns in _FILTERS.items():
        for column in columns:
            op.execute(
                f"CREATE INDEX {table}_of_{column} ON {table} (tenant_id, {column}, created_at, id)"
                " WHERE deleted_at IS NULL"
            )
    for table in _SORTS:
        for statement in secure_record(table, "contacts"):
            op.execute(statement)
