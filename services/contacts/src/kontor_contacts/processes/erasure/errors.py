"""What can be refused of an erasure."""

from kontor_chassis.errors import Kind, Refusal


class ErasureBlocked(Refusal):
    """The law or a paper that is still open keeps the data; `by` names what."""

    kind = Kind.CONFLICT


class RecordErased(Refusal):
    """The person was forgotten; there is nothing left of this record."""

    kind = Kind.NOT_FOUND


class SecondPersonRequired(Refusal):
    """Who orders an erasure does not confirm it."""

    kind = Kind.CONFLICT
