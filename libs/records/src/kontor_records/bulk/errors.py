"""What can be refused about jobs over many records."""

from kontor_chassis.errors import Kind, Refusal


class SelectionChanged(Refusal):
    """The condition meets another number of records than the user saw (`count`)."""

    kind = Kind.CONFLICT


class SelectionTooLarge(Refusal):
    """More ids were named than a request may name; a condition may meet any number."""

    kind = Kind.INVALID


class ChangedSince(Refusal):
    """The record was changed after the job, so that undoing it would lose that."""

    kind = Kind.CONFLICT
