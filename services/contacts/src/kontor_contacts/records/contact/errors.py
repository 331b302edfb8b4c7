"""What can be refused of a contact."""

from kontor_chassis.errors import Kind, Refusal


class ContactNameless(Refusal):
    """One of given name, family name and e-mail must be there."""

    kind = Kind.INVALID


class DuplicateSuspected(Refusal):
    """Another contact has one of these personal e-mail addresses; `candidates` names who."""

    kind = Kind.CONFLICT


class BirthOnFuture(Refusal):
    """Nobody is born in the future."""

    kind = Kind.INVALID
