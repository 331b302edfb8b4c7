"""What can be refused about duplicates."""

from kontor_chassis.errors import Kind, Refusal


class DuplicateSuspected(Refusal):
    """Records that are there already stand for the same (`candidates` names them)."""

    kind = Kind.CONFLICT
