"""Tenants, as far as automation needs them: their time and their language."""

from kontor_chassis.consume.mirror import Mirror
from kontor_schemas.identity.tenant import Tenant

TENANT = Mirror(state=Tenant, table="tenant_mirror", columns=("zone", "locale"))
