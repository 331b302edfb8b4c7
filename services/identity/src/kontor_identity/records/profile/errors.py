"""What can be refused of a profile."""

from kontor_chassis.errors import Kind, Refusal


class PermissionIncoherent(Refusal):
    """What cannot be read can be neither made, changed nor deleted."""

    kind = Kind.INVALID


class ProfileInUse(Refusal):
    """Users or roles have the profile."""

    kind = Kind.CONFLICT
