"""What can be refused because of a tenant."""

from kontor_chassis.errors import Kind, Refusal


class TenantSuspended(Refusal):
    """Nobody may work in the tenant for now."""

    kind = Kind.FORBIDDEN
