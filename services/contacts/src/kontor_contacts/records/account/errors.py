"""What can be refused of an account."""

from kontor_chassis.errors import Kind, Refusal


class AccountParty(Refusal):
    """An account belongs to exactly one organization or one contact."""

    kind = Kind.INVALID


class AccountExists(Refusal):
    """The party has an account already."""

    kind = Kind.CONFLICT
