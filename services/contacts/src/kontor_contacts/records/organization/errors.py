"""What can be refused of an organization."""

from kontor_chassis.errors import Kind, Refusal


class HierarchyCycle(Refusal):
    """An organization cannot be above itself."""

    kind = Kind.INVALID
