"""What can be refused about a list."""

from kontor_chassis.errors import Kind, Refusal


class TooManySorts(Refusal):
    """A list is sorted by `most` fields at most."""

    kind = Kind.INVALID


class NotSortable(Refusal):
    """Lists are not sorted by this field (`field`)."""

    kind = Kind.INVALID


class NotGroupable(Refusal):
    """A board is not grouped by this field (`field`)."""

    kind = Kind.INVALID


class TooManyColumns(Refusal):
    """The board would have more columns than can be shown (`most`)."""

    kind = Kind.INVALID


class ViewBroken(Refusal):
    """The saved view asks for what is no longer there (`paths`)."""

    kind = Kind.CONFLICT
