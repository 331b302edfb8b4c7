"""The table of saved views."""

from collections.abc import Mapping

from kontor_chassis.database.migrating import table_ddl
from kontor_chassis.database.state_tables import state_table
from kontor_schemas.viewing import ViewState

SAVED_VIEW = state_table("saved_view", ViewState)

TABLES = f"""
{table_ddl(SAVED_VIEW)};
CREATE INDEX saved_view_of_record ON saved_view (tenant_id, record, id);
"""

API: Mapping[str, str] = {"saved_view": "SELECT, INSERT, UPDATE, DELETE"}
WORKER: Mapping[str, str] = {}
