"""What can be refused about numbers."""

from kontor_chassis.errors import Kind, Refusal


class NumberPatternInvalid(Refusal):
    """It has no `{n}`, a token nobody knows, or months without a year."""

    kind = Kind.INVALID
