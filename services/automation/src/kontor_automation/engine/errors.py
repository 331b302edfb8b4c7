"""What can be refused wherever rules name record types, fields and values."""

from kontor_chassis.errors import Kind, Refusal


class RecordTypeUnknown(Refusal):
    """The record type, or the fact, is none that automation can act on."""

    kind = Kind.INVALID


class StepType(Refusal):
    """A step lacks what its kind needs, or a value does not fit its field."""

    kind = Kind.INVALID
