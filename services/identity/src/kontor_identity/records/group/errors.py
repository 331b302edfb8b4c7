"""What can be refused of a group."""

from kontor_chassis.errors import Kind, Refusal


class GroupCycle(Refusal):
    """The group would be in itself, by however many others."""

    kind = Kind.INVALID


class GroupTooDeep(Refusal):
    """Groups would be in each other deeper than anybody can follow."""

    kind = Kind.INVALID


class GroupInUse(Refusal):
    """Other groups or sharing rules name the group; another can be put in its place."""

    kind = Kind.CONFLICT


class AddressTaken(Refusal):
    """Another group has the address."""

    kind = Kind.CONFLICT
