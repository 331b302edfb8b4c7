"""What can be refused on the way of a lead."""

from kontor_chassis.errors import Kind, Refusal


class StageOrder(Refusal):
    """From where the lead stands, this cannot be done; `allowed` names what can."""

    kind = Kind.CONFLICT


class LeadNotQualified(Refusal):
    """The lead does not meet what marketing asks for."""

    kind = Kind.CONFLICT


class SalesGroupRequired(Refusal):
    """Only members of the groups that sales consists of take leads over; `groups` names them."""

    kind = Kind.FORBIDDEN


class BantIncomplete(Refusal):
    """Of budget, authority, need and timeframe three must be known."""

    kind = Kind.CONFLICT
