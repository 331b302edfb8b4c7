"""The table of leads."""

from kontor_chassis.database.state_tables import state_table
from kontor_schemas.contacts.lead import Lead

LEAD = state_table("lead", Lead)
