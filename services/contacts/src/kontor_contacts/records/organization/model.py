"""The table of organizations."""

from kontor_chassis.database.state_tables import state_table
from kontor_schemas.contacts.organization import Organization

ORGANIZATION = state_table("organization", Organization)
