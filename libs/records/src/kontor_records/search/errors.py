"""What a search can be refused for."""

from kontor_chassis.errors import Kind, Refusal


class QueryTooShort(Refusal):
    """Fewer than two characters would find everything."""

    kind = Kind.INVALID
