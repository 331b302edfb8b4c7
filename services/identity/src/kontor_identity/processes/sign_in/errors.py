"""What a sign-in can be answered with instead of a session."""

from kontor_chassis.errors import Kind, Refusal


class CredentialsRefused(Refusal):
    """Address, password, tenant or the user's state do not allow it; which one is never told."""

    kind = Kind.UNAUTHENTICATED
