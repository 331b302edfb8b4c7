"""The answer of contacts to a new tenant: what it needs to begin with is there."""

from kontor_schemas.fact import BareFact


class TenantSeedCompleted(BareFact):
    """The service contacts has set up what a new tenant begins with.

    `id` is the tenant's id. A tenant is ready when every service that seeds has said so; the
    same tenant may be confirmed more than once.
    """
