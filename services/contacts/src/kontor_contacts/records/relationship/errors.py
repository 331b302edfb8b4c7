"""What can be refused of a relationship."""

from kontor_chassis.errors import Kind, Refusal


class RelationshipEnds(Refusal):
    """It joins two contacts, or two organizations, as its kind says."""

    kind = Kind.INVALID


class RelationshipCycle(Refusal):
    """Nobody stands above himself."""

    kind = Kind.INVALID


class RelationshipExists(Refusal):
    """The two are this to each other already."""

    kind = Kind.CONFLICT
