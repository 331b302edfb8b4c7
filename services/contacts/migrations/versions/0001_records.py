"""The platform's tables, the engine's, and those of what contacts owns."""

from alembic import op

from kontor_chassis.database import platform_v1
from kontor_chassis.database.platform_v1 import secure
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
  vat_unverified BOOLEAN NOT NULL,
  register_entry JSONB,
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
  sort_name TEXT NOT NULL,
  job_title TEXT,
  department TEXT,
  organization UUID,
  affiliations JSONB NOT NULL,
  language TEXT NOT NULL,
  zone TEXT,
  birth_on DATE,
  birth_day TEXT,
  emails JSONB NOT NULL,
  phones JSONB NOT NULL,
  addresses JSONB NOT NULL,
  links JSONB NOT NULL,
  source TEXT,
  referred_by UUID,
  legal_basis TEXT NOT NULL,
  processing TEXT NOT NULL,
  status TEXT NOT NULL,
  description TEXT,
  deleted_at TIMESTAMP WITH TIME ZONE,
  deleted_with UUID,
  merged_into UUID,
  number_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(number, ''))) STORED,
  display_name_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(display_name, ''))) STORED,
  sort_name_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(sort_name, ''))) STORED,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX contact_by_created_at ON contact (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_by_updated_at ON contact (tenant_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_by_number ON contact (tenant_id, number_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_by_display_name ON contact (tenant_id, display_name_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_by_sort_name ON contact (tenant_id, sort_name_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX contact_of_owner ON contact (tenant_id, owner, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX contact_of_organization ON contact (tenant_id, organization, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX contact_of_referred_by ON contact (tenant_id, referred_by, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX contact_of_status ON contact (tenant_id, status, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX contact_number_key ON contact (tenant_id, number) WHERE deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX contact_binned_with ON contact (tenant_id, deleted_with) WHERE deleted_at IS NOT NULL;
CREATE INDEX contact_binned_at ON contact (tenant_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
"""

_ACCOUNT = """
CREATE TABLE account (
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
  organization UUID,
  contact UUID,
  billing_address JSONB,
  delivery_address JSONB,
  billing_contact UUID,
  primary_contact UUID,
  billing_email TEXT,
  currency TEXT NOT NULL,
  payment_terms_days BIGINT NOT NULL,
  credit_limit_minor BIGINT,
  credit_limit_currency TEXT,
  price_book TEXT,
  tax_profile TEXT,
  has_dunning_block BOOLEAN NOT NULL,
  dunning_block_reason TEXT,
  has_delivery_block BOOLEAN NOT NULL,
  delivery_block_reason TEXT,
  customer_since_on DATE,
  first_purchase_at TIMESTAMP WITH TIME ZONE,
  last_purchase_at TIMESTAMP WITH TIME ZONE,
  tier TEXT,
  status TEXT NOT NULL,
  is_blocked BOOLEAN NOT NULL,
  blocked_reason TEXT,
  churn_reason TEXT,
  deleted_at TIMESTAMP WITH TIME ZONE,
  deleted_with UUID,
  merged_into UUID,
  number_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(number, ''))) STORED,
  name_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(name, ''))) STORED,
  status_sort INTEGER GENERATED ALWAYS AS (array_position(ARRAY['prospect', 'customer', 'dormant', 'churned']::text[], status)) STORED,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX account_by_created_at ON account (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX account_by_updated_at ON account (tenant_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX account_by_number ON account (tenant_id, number_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX account_by_name ON account (tenant_id, name_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX account_by_last_purchase_at ON account (tenant_id, last_purchase_at, id) WHERE deleted_at IS NULL;
CREATE INDEX account_by_status ON account (tenant_id, status_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX account_of_owner ON account (tenant_id, owner, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX account_of_organization ON account (tenant_id, organization, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX account_of_contact ON account (tenant_id, contact, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX account_of_billing_contact ON account (tenant_id, billing_contact, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX account_of_primary_contact ON account (tenant_id, primary_contact, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX account_of_status ON account (tenant_id, status, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX account_number_key ON account (tenant_id, number) WHERE deleted_at IS NULL AND merged_into IS NULL;
CREATE UNIQUE INDEX account_organization_key ON account (tenant_id, organization) WHERE deleted_at IS NULL AND merged_into IS NULL;
CREATE UNIQUE INDEX account_contact_key ON account (tenant_id, contact) WHERE deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX account_binned_with ON account (tenant_id, deleted_with) WHERE deleted_at IS NOT NULL;
CREATE INDEX account_binned_at ON account (tenant_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
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
  company_domain TEXT,
  industry TEXT,
  employees_range TEXT,
  language TEXT NOT NULL,
  emails JSONB NOT NULL,
  phones JSONB NOT NULL,
  addresses JSONB NOT NULL,
  country TEXT,
  source TEXT NOT NULL,
  campaign TEXT,
  utm JSONB NOT NULL,
  interest JSONB NOT NULL,
  budget_minor BIGINT,
  budget_currency TEXT,
  authority TEXT,
  need TEXT,
  timeframe TEXT,
  score BIGINT,
  fit TEXT,
  legal_basis TEXT NOT NULL,
  processing TEXT NOT NULL,
  stage TEXT NOT NULL,
  stage_since TIMESTAMP WITH TIME ZONE NOT NULL,
  mql_at TIMESTAMP WITH TIME ZONE,
  sql_at TIMESTAMP WITH TIME ZONE,
  converted_at TIMESTAMP WITH TIME ZONE,
  disqualify_reason TEXT,
  next_step TEXT,
  next_step_on DATE,
  deleted_at TIMESTAMP WITH TIME ZONE,
  deleted_with UUID,
  merged_into UUID,
  display_name_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(display_name, ''))) STORED,
  company_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(company, ''))) STORED,
  country_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(country, ''))) STORED,
  source_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(source, ''))) STORED,
  stage_sort INTEGER GENERATED ALWAYS AS (array_position(ARRAY['new', 'working', 'nurturing', 'mql', 'sql', 'disqualified', 'converting', 'converted']::text[], stage)) STORED,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX lead_by_created_at ON lead (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_updated_at ON lead (tenant_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_display_name ON lead (tenant_id, display_name_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_company ON lead (tenant_id, company_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_country ON lead (tenant_id, country_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_source ON lead (tenant_id, source_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_score ON lead (tenant_id, score, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_stage ON lead (tenant_id, stage_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_stage_since ON lead (tenant_id, stage_since, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_by_next_step_on ON lead (tenant_id, next_step_on, id) WHERE deleted_at IS NULL;
CREATE INDEX lead_of_owner ON lead (tenant_id, owner, created_at, id) INCLUDE (budget_currency, budget_minor, merged_into) WHERE deleted_at IS NULL;
CREATE INDEX lead_of_stage ON lead (tenant_id, stage, created_at, id) INCLUDE (budget_currency, budget_minor, merged_into) WHERE deleted_at IS NULL;
CREATE INDEX lead_binned_with ON lead (tenant_id, deleted_with) WHERE deleted_at IS NOT NULL;
CREATE INDEX lead_binned_at ON lead (tenant_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
"""

_RELATIONSHIP = """
CREATE TABLE relationship (
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
  kind TEXT NOT NULL,
  from_contact UUID,
  to_contact UUID,
  from_organization UUID,
  to_organization UUID,
  from_on DATE,
  until_on DATE,
  remark TEXT,
  deleted_at TIMESTAMP WITH TIME ZONE,
  deleted_with UUID,
  merged_into UUID,
  kind_sort INTEGER GENERATED ALWAYS AS (array_position(ARRAY['reports_to', 'assistant_of', 'spouse_of', 'parent_of', 'advisor_of', 'recommended_by', 'competitor_of', 'supplier_of']::text[], kind)) STORED,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX relationship_by_created_at ON relationship (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX relationship_by_updated_at ON relationship (tenant_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX relationship_by_kind ON relationship (tenant_id, kind_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX relationship_of_owner ON relationship (tenant_id, owner, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX relationship_of_from_contact ON relationship (tenant_id, from_contact, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX relationship_of_to_contact ON relationship (tenant_id, to_contact, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX relationship_of_from_organization ON relationship (tenant_id, from_organization, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX relationship_of_to_organization ON relationship (tenant_id, to_organization, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX relationship_binned_with ON relationship (tenant_id, deleted_with) WHERE deleted_at IS NOT NULL;
CREATE INDEX relationship_binned_at ON relationship (tenant_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
"""

_PRIVACY_REQUEST = """
CREATE TABLE privacy_request (
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
  kind TEXT NOT NULL,
  contact UUID,
  lead UUID,
  received_on DATE NOT NULL,
  identity_checked_by UUID,
  due_on DATE,
  is_extended BOOLEAN NOT NULL,
  state TEXT NOT NULL,
  parts JSONB NOT NULL,
  refused_reason TEXT,
  ordered_by UUID,
  confirmed_by UUID,
  done_at TIMESTAMP WITH TIME ZONE,
  deleted_at TIMESTAMP WITH TIME ZONE,
  deleted_with UUID,
  merged_into UUID,
  number_sort TEXT GENERATED ALWAYS AS (kontor_sort(NULLIF(number, ''))) STORED,
  state_sort INTEGER GENERATED ALWAYS AS (array_position(ARRAY['received', 'verified', 'collecting', 'review', 'done', 'refused']::text[], state)) STORED,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX privacy_request_by_created_at ON privacy_request (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX privacy_request_by_updated_at ON privacy_request (tenant_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX privacy_request_by_number ON privacy_request (tenant_id, number_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX privacy_request_by_received_on ON privacy_request (tenant_id, received_on, id) WHERE deleted_at IS NULL;
CREATE INDEX privacy_request_by_due_on ON privacy_request (tenant_id, due_on, id) WHERE deleted_at IS NULL;
CREATE INDEX privacy_request_by_state ON privacy_request (tenant_id, state_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX privacy_request_of_owner ON privacy_request (tenant_id, owner, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX privacy_request_of_contact ON privacy_request (tenant_id, contact, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX privacy_request_of_lead ON privacy_request (tenant_id, lead, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX privacy_request_of_identity_checked_by ON privacy_request (tenant_id, identity_checked_by, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX privacy_request_of_ordered_by ON privacy_request (tenant_id, ordered_by, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX privacy_request_of_confirmed_by ON privacy_request (tenant_id, confirmed_by, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE INDEX privacy_request_of_state ON privacy_request (tenant_id, state, created_at, id) INCLUDE (merged_into) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX privacy_request_number_key ON privacy_request (tenant_id, number) WHERE deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX privacy_request_binned_with ON privacy_request (tenant_id, deleted_with) WHERE deleted_at IS NOT NULL;
CREATE INDEX privacy_request_binned_at ON privacy_request (tenant_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
"""

_QUALIFICATION = """
CREATE TABLE lead_stage (
  tenant_id uuid NOT NULL,
  lead uuid NOT NULL,
  version bigint NOT NULL,
  from_stage text NOT NULL,
  to_stage text NOT NULL,
  by text NOT NULL,
  at timestamptz NOT NULL,
  seconds bigint NOT NULL,
  PRIMARY KEY (tenant_id, lead, version)
);
CREATE TABLE qualification_rule (
  tenant_id uuid NOT NULL,
  version bigint NOT NULL,
  condition jsonb NOT NULL,
  sales_groups uuid[] NOT NULL,
  at timestamptz NOT NULL,
  by text NOT NULL,
  PRIMARY KEY (tenant_id, version)
);
"""

_CONVERSION = """
CREATE TABLE conversion (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  lead uuid NOT NULL,
  number bigint NOT NULL,
  state text NOT NULL,
  stage text NOT NULL,
  organization uuid,
  contact uuid NOT NULL,
  account uuid,
  deal uuid,
  deal_order jsonb NOT NULL,
  created jsonb NOT NULL,
  linked jsonb NOT NULL,
  left_out jsonb NOT NULL,
  code text,
  faults jsonb NOT NULL,
  asked_at timestamptz NOT NULL,
  done_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX conversion_lead_key ON conversion (tenant_id, lead, number);
CREATE INDEX conversion_of_contact ON conversion (tenant_id, contact);
CREATE INDEX conversion_of_organization ON conversion (tenant_id, organization);
"""

_TOUCH = """
CREATE TABLE touch (
  tenant_id uuid NOT NULL,
  id uuid NOT NULL,
  record uuid NOT NULL,
  at timestamptz NOT NULL,
  source text NOT NULL,
  campaign text,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX touch_of_record ON touch (tenant_id, record, at);
"""

_VCARD = """
CREATE TABLE vcard (
  tenant_id uuid NOT NULL,
  contact uuid NOT NULL,
  uid text NOT NULL,
  rest jsonb NOT NULL,
  PRIMARY KEY (tenant_id, contact)
);
CREATE UNIQUE INDEX vcard_uid_key ON vcard (tenant_id, uid);
"""

_ERASURE = """
CREATE TABLE erasure (
  tenant_id uuid NOT NULL,
  request uuid NOT NULL,
  subject uuid NOT NULL,
  record_type text NOT NULL,
  ordered_by uuid,
  confirmed_by uuid,
  erased_at timestamptz NOT NULL,
  counts jsonb NOT NULL,
  outbox_until timestamptz NOT NULL,
  answers_until timestamptz NOT NULL,
  topics_until timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, request)
);
CREATE TABLE erased_record (
  tenant_id uuid NOT NULL,
  record uuid NOT NULL,
  record_type text NOT NULL,
  request uuid NOT NULL,
  erased_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, record)
);
CREATE INDEX erased_record_age ON erased_record (erased_at);
CREATE TABLE privacy_part (
  tenant_id uuid NOT NULL,
  request uuid NOT NULL,
  service text NOT NULL,
  content jsonb NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, request, service)
);
"""

_RECORDS = {
    "organization": _ORGANIZATION,
    "contact": _CONTACT,
    "account": _ACCOUNT,
    "lead": _LEAD,
    "relationship": _RELATIONSHIP,
    "privacy_request": _PRIVACY_REQUEST,
}


def upgrade() -> None:
    platform_v1.create(op.execute, "contacts")
    engine_v1.create(op.execute, "contacts")
    for table, statements in _RECORDS.items():
        _execute(statements)
        for statement in secure_record(table, "contacts"):
            op.execute(statement)
    _execute(_QUALIFICATION)
    _execute(_CONVERSION)
    _execute(_TOUCH)
    _execute(_VCARD)
    _execute(_ERASURE)
    for table in (
        "lead_stage", "qualification_rule", "conversion", "touch", "vcard", "erasure", "privacy_part",
    ):  # fmt: skip
        for statement in secure_record(table, "contacts"):
            op.execute(statement)
    # Facts that wait to be applied are the worker's: it must know of whom none may be left.
    for statement in secure("erased_record", "contacts"):
        op.execute(statement)
    op.execute("GRANT SELECT, INSERT ON erased_record TO contacts_api")
    op.execute("GRANT SELECT ON erased_record TO contacts_worker")


def _execute(statements: str) -> None:
    for statement in filter(str.strip, statements.split(";\n")):
        op.execute(statement)
