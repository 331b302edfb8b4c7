"""The platform's tables, the engine's, and those of what contacts owns."""

from alembic import op

from kontor_chassis.database import platform_v1
from kontor_chassis.database.migrating import secure_record
from kontor_records.storage import engine_v1

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
  deleted_with UUID,
  merged_into UUID,
  number_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(number, ''))) STORED,
  name_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(name, ''))) STORED,
  industry_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(industry, ''))) STORED,
  country_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(country, ''))) STORED,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX organization_by_created_at ON organization (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX organization_by_updated_at ON organization (tenant_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX organization_by_number ON organization (tenant_id, number_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX organization_by_name ON organization (tenant_id, name_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX organization_by_industry ON organization (tenant_id, industry_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX organization_by_country ON organization (tenant_id, country_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX organization_of_owner ON organization (tenant_id, owner, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX organization_of_parent ON organization (tenant_id, parent, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX organization_number_key ON organization (tenant_id, number) WHERE deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX organization_binned_with ON organization (tenant_id, deleted_with) WHERE deleted_at IS NOT NULL;
CREATE INDEX organization_binned_at ON organization (tenant_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
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
  deleted_with UUID,
  merged_into UUID,
  number_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(number, ''))) STORED,
  given_name_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(given_name, ''))) STORED,
  family_name_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(family_name, ''))) STORED,
  display_name_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(display_name, ''))) STORED,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX contact_by_created_at ON contact (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_by_updated_at ON contact (tenant_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_by_number ON contact (tenant_id, number_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_by_given_name ON contact (tenant_id, given_name_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_by_family_name ON contact (tenant_id, family_name_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_by_display_name ON contact (tenant_id, display_name_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_of_owner ON contact (tenant_id, owner, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX contact_of_organization ON contact (tenant_id, organization, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX contact_number_key ON contact (tenant_id, number) WHERE deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX contact_binned_with ON contact (tenant_id, deleted_with) WHERE deleted_at IS NOT NULL;
CREATE INDEX contact_binned_at ON contact (tenant_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
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
  deleted_with UUID,
  merged_into UUID,
  given_name_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(given_name, ''))) STORED,
  family_name_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(family_name, ''))) STORED,
  display_name_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(display_name, ''))) STORED,
  company_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(company, ''))) STORED,
  country_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(country, ''))) STORED,
  source_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(source, ''))) STORED,
  stage_sort INTEGER GENERATED ALWAYS AS (array_position(ARRAY['new', 'working', 'nurturing', 'mql', 'sql', 'disqualified', 'converted']::text[], stage)) STORED,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX lead_by_created_at ON lead (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_updated_at ON lead (tenant_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_given_name ON lead (tenant_id, given_name_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_family_name ON lead (tenant_id, family_name_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_display_name ON lead (tenant_id, display_name_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_company ON lead (tenant_id, company_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_country ON lead (tenant_id, country_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_source ON lead (tenant_id, source_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_stage ON lead (tenant_id, stage_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_stage_since ON lead (tenant_id, stage_since, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_next_step_on ON lead (tenant_id, next_step_on, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_of_owner ON lead (tenant_id, owner, created_at, id) INCLUDE (budget_currency, budget_minor, merged_into) WHERE deleted_at IS NULL;
CREATE INDEX lead_of_stage ON lead (tenant_id, stage, created_at, id) INCLUDE (budget_currency, budget_minor, merged_into) WHERE deleted_at IS NULL;
CREATE INDEX lead_binned_with ON lead (tenant_id, deleted_with) WHERE deleted_at IS NOT NULL;
CREATE INDEX lead_binned_at ON lead (tenant_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
"""

_REFERENCES = """
ALTER TABLE organization ADD CONSTRAINT organization_parent_fkey
 FOREIGN KEY (tenant_id, parent) REFERENCES organization (tenant_id, id);
ALTER TABLE contact ADD CONSTRAINT contact_organization_fkey
 FOREIGN KEY (tenant_id, organization) REFERENCES organization (tenant_id, id);
"""

_RECORDS = {"organization": _ORGANIZATION, "contact": _CONTACT, "lead": _LEAD}


def upgrade() -> None:
    platform_v1.create(op.execute, "contacts")
    engine_v1.create(op.execute, "contacts")
    for table, statements in _RECORDS.items():
        _execute(statements)
        for statement in secure_record(table, "contacts"):
            op.execute(statement)
    _execute(_REFERENCES)


def _execute(statements: str) -> None:
    for statement in filter(str.strip, statements.split(";\n")):
        op.execute(statement)
