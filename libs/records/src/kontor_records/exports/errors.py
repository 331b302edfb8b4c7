"""What can be refused about an export."""

from kontor_chassis.errors import Kind, Refusal


class ExportLimit(Refusal):
    """More rows than the user's profile allows at once."""

    kind = Kind.FORBIDDEN


class EncodingLossy(Refusal):
    """The encoding does not have `count` of the characters."""

    kind = Kind.INVALID
