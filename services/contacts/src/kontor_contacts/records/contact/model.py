"""The table of contacts."""

from kontor_chassis.database.state_tables import state_table
from kontor_schemas.contacts.contact import Contact

CONTACT = state_table("contact", Contact)
