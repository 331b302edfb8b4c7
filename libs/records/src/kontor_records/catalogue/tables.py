"""The table of what was last published of each record type, tenant by tenant."""

from collections.abc import Mapping

TABLES = """
CREATE TABLE catalogue_entry (
  tenant_id uuid NOT NULL,
  record text NOT NULL,
  version bigint NOT NULL,
  digest text NOT NULL,
  PRIMARY KEY (tenant_id, record)
);
"""

API: Mapping[str, str] = {"catalogue_entry": "SELECT, INSERT, UPDATE"}
WORKER: Mapping[str, str] = {"catalogue_entry": "SELECT"}
