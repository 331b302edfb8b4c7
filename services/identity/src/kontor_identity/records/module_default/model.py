"""The table of module defaults."""

from kontor_chassis.database.state_tables import state_table
from kontor_schemas.identity.module_default import ModuleDefault

MODULE_DEFAULT = state_table("module_default", ModuleDefault)
