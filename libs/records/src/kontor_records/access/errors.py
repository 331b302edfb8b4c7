"""What can be refused where access is given."""

from kontor_chassis.errors import Kind, Refusal


class GrantExceedsOwn(Refusal):
    """Nobody gives what he does not have."""

    kind = Kind.FORBIDDEN


class UntilPast(Refusal):
    """It would be over before it begins."""

    kind = Kind.INVALID
