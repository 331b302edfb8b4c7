"""The table of workflows."""

from kontor_chassis.database.state_tables import state_table
from kontor_schemas.automation.workflow import Workflow

WORKFLOW = state_table("workflow", Workflow)
