"""What can be refused of a user."""

from kontor_chassis.errors import Kind, Refusal


class LoginTaken(Refusal):
    """The address, or one that looks the same, signs in another user of the tenant."""

    kind = Kind.CONFLICT


class LastAdmin(Refusal):
    """A tenant keeps an active administrator."""

    kind = Kind.CONFLICT


class ManagerCycle(Refusal):
    """Somebody would report to himself, by however many others."""

    kind = Kind.INVALID
