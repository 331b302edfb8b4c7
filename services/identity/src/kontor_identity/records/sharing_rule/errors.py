"""What can be refused of a sharing rule."""

from kontor_chassis.errors import Kind, Refusal


class SharingRuleSelf(Refusal):
    """The rule would open records to those they come from."""

    kind = Kind.INVALID
