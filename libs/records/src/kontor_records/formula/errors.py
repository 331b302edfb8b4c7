"""What can be refused about a formula."""

from kontor_chassis.errors import Kind, Refusal


class FormulaInvalid(Refusal):
    """It is no CEL, or names what does not exist; `position` counts characters from 0."""

    kind = Kind.INVALID


class FormulaCycle(Refusal):
    """The formula would need its own result; `fields` names the way around."""

    kind = Kind.INVALID


class FormulaTooLarge(Refusal):
    """The source is longer, or its comprehensions are deeper or more, than `limit`."""

    kind = Kind.INVALID
