"""What can be refused of an inquiry."""

from kontor_chassis.errors import Kind, Refusal


class InquiriesTooMany(Refusal):
    """The same person asks again and again within a minute."""

    kind = Kind.LIMIT
