"""The table of roles."""

from kontor_chassis.database.state_tables import state_table
from kontor_schemas.identity.role import Role

ROLE = state_table("role", Role)
