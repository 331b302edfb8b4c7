"""The table of assignment rules."""

from kontor_chassis.database.state_tables import state_table
from kontor_schemas.automation.assignment_rule import AssignmentRule

ASSIGNMENT_RULE = state_table("assignment_rule", AssignmentRule)
