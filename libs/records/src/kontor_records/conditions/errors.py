"""What can be refused about a condition, each with the JSON pointer of the bad node as `path`."""

from kontor_chassis.errors import Kind, Refusal


class ConditionInvalid(Refusal):
    """The node is no condition, or its value does not fit the field (`reason` says which)."""

    kind = Kind.INVALID


class ConditionTooLarge(Refusal):
    """The tree is deeper, has more leaves or a longer list of values than `limit`."""

    kind = Kind.INVALID


class OpNotAllowed(Refusal):
    """The operator does not exist, or not for a field of this type (`allowed` names those)."""

    kind = Kind.INVALID


class FieldUnknown(Refusal):
    """The vocabulary has no such field; a field hidden from the caller is not told apart."""

    kind = Kind.INVALID
