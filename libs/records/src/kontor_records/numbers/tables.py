"""The tables of numbers: tenants' own patterns, and how far each series has been given out."""

from collections.abc import Mapping

TABLES = """
CREATE TABLE number_pattern (
  tenant_id uuid NOT NULL,
  record text NOT NULL,
  pattern text NOT NULL,
  PRIMARY KEY (tenant_id, record)
);
CREATE TABLE number_counter (
  tenant_id uuid NOT NULL,
  record text NOT NULL,
  period text NOT NULL,
  next bigint NOT NULL,
  lifts bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, record, period)
);
"""

API: Mapping[str, str] = {
    "number_pattern": "SELECT, INSERT, UPDATE",
    "number_counter": "SELECT, INSERT, UPDATE",
}
WORKER: Mapping[str, str] = {}
