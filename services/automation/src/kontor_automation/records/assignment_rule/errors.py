"""What can be refused of an assignment rule."""

from kontor_chassis.errors import Kind, Refusal


class PoolEmpty(Refusal):
    """Neither a group nor a user is named, so nobody could ever be chosen."""

    kind = Kind.INVALID
