"""What can be refused about conversions."""

from kontor_chassis.errors import Kind, Refusal


class ContactRequired(Refusal):
    """A lead becomes a contact, new or known; an organization and a deal are optional."""

    kind = Kind.INVALID


class SalesUnavailable(Refusal):
    """There is no sales to begin a deal with."""

    kind = Kind.CONFLICT


class UnconvertBlocked(Refusal):
    """What came of the conversion is in use (`by` names how)."""

    kind = Kind.CONFLICT


class ConversionOver(Refusal):
    """This conversion is not done, or was taken back, or is too long ago."""

    kind = Kind.CONFLICT
