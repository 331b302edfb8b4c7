"""The table of profiles."""

from kontor_chassis.database.state_tables import state_table
from kontor_schemas.identity.profile import Profile

PROFILE = state_table("profile", Profile)
