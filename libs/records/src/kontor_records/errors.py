"""What the engine refuses, of every record type alike."""

from kontor_chassis.errors import Kind, Refusal


class RecordMerged(Refusal):
    """The record lives on as another name for the one it was merged into."""

    kind = Kind.CONFLICT


class ParentBinned(Refusal):
    """What this record is a part of lies in the bin."""

    kind = Kind.CONFLICT


class NotInBin(Refusal):
    """Only what lies in the bin can be restored or purged."""

    kind = Kind.CONFLICT


class FieldForbidden(Refusal):
    """Fields were given that this user may see and not change."""

    kind = Kind.FORBIDDEN


class RecordHeld(Refusal):
    """Something holds the record (`name`, `link`), and only what it allows may change."""

    kind = Kind.LOCKED
