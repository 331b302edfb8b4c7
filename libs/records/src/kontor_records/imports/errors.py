"""What can be refused about an import beside its file."""

from kontor_chassis.errors import Kind, Refusal


class MappingIncomplete(Refusal):
    """Fields that every record needs get no value; `fields` names them."""

    kind = Kind.INVALID


class UndoExpired(Refusal):
    """The time in which it could be undone is over."""

    kind = Kind.CONFLICT
