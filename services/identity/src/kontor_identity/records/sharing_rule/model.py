"""The table of sharing rules."""

from kontor_chassis.database.state_tables import state_table
from kontor_schemas.identity.sharing_rule import SharingRule

SHARING_RULE = state_table("sharing_rule", SharingRule)
