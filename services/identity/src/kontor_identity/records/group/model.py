"""The table of groups."""

from kontor_chassis.database.state_tables import state_table
from kontor_schemas.identity.group import Group

GROUP = state_table("group", Group)
