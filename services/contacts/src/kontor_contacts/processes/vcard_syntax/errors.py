"""What can be refused of a file of cards."""

from kontor_chassis.errors import Kind, Refusal


class VcardInvalid(Refusal):
    """The text is no card as RFC 6350 or RFC 2426 has them; `line` says where."""

    kind = Kind.INVALID
