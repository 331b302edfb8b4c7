"""Leads, as far as automation needs them: whether somebody has one, and what to call it."""

from kontor_chassis.consume.mirror import Mirror
from kontor_schemas.contacts.lead import Lead

LEAD = Mirror(
    state=Lead,
    table="lead_mirror",
    columns=("owner", "display_name", "company", "country", "source", "stage"),
)
