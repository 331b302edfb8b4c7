"""What can be refused of a password."""

from kontor_chassis.errors import Kind, Refusal


class PasswordWeak(Refusal):
    """The password could be guessed."""

    kind = Kind.INVALID
