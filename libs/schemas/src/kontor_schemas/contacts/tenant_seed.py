"""The answer of contacts to a new tenant: what it needs to begin with is there."""

from kontor_schemas.fact import BareFact
from kontor_schemas.identifiers import Version


class TenantSeedCompleted(BareFact):
    """The service contacts has set up what a new tenant begins with.

    A tenant is ready when every service that seeds has said so; one may say so more than once.

    Attributes:
        id: the id of the new tenant.
        version: always 1.
    """

    version: Version = 1
