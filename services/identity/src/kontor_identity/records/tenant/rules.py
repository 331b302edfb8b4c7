"""What holds for a tenant."""

from collections.abc import Collection

from kontor_identity.records.tenant.errors import TenantSuspended
from kontor_schemas.identity.tenant import Tenant

SEEDED_BY = frozenset({"contacts", "automation"})
"""The services that set something up for a new tenant and say so."""


def is_ready(tenant: Tenant, seeded: Collection[str]) -> bool:
    """Whether every service has set up a tenant that still waits for it."""
    return tenant.state == "seeding" and SEEDED_BY.issubset(seeded)


def refuse_suspended(state: str) -> None:
    """Keep the people of a suspended tenant out, once they have proved who they are.

    Raises:
        TenantSuspended: Nobody may work in the tenant for now.
    """
    if state in {"suspended", "erased"}:
        raise TenantSuspended
