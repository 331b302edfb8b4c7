"""What can be refused of the values that persons and companies share."""

from kontor_chassis.errors import Kind, Refusal


class PostalCodeFormat(Refusal):
    """No postal code of that country looks like this."""

    kind = Kind.INVALID


class RangeInverted(Refusal):
    """It ends before it begins."""

    kind = Kind.INVALID


class VatIdChecksum(Refusal):
    """The number has not the form of its country, or its check digit is another."""

    kind = Kind.INVALID
