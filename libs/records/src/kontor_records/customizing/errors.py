"""What can be refused about what a tenant defines for itself."""

from kontor_chassis.errors import Kind, Refusal


class ChoiceInUse(Refusal):
    """Records hold the value; it can be switched off or replaced."""

    kind = Kind.CONFLICT


class ChoiceLastOfCategory(Refusal):
    """A life cycle needs at least one active value of each category."""

    kind = Kind.CONFLICT


class FieldInUse(Refusal):
    """Something else names the field; `by` says what."""

    kind = Kind.CONFLICT


class ValuesNotUnique(Refusal):
    """Records share a value that was to be unique; `count` says how many do."""

    kind = Kind.CONFLICT


class FieldTypeFixed(Refusal):
    """The values that are there would not fit the new type."""

    kind = Kind.CONFLICT
