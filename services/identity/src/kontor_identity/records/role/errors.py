"""What can be refused of a role."""

from kontor_chassis.errors import Kind, Refusal


class RoleCycle(Refusal):
    """The role would hang below itself."""

    kind = Kind.INVALID


class RoleSecondRoot(Refusal):
    """The tree of roles has one root; every other role hangs below another."""

    kind = Kind.INVALID


class RoleInUse(Refusal):
    """Users, roles, groups or sharing rules name the role; another can be put in its place."""

    kind = Kind.CONFLICT
