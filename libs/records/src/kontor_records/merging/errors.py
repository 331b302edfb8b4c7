"""What can be refused about merges."""

from kontor_chassis.errors import Kind, Refusal


class MergeSelf(Refusal):
    """A record cannot become another name for itself."""

    kind = Kind.INVALID


class MergeKind(Refusal):
    """Only records of one type become one."""

    kind = Kind.INVALID


class UnmergeBlocked(Refusal):
    """The merge cannot be undone, or not without losing what was changed since (`list`)."""

    kind = Kind.CONFLICT
