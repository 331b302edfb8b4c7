"""What can be refused of a lead."""

from kontor_chassis.errors import Kind, Refusal


class LeadNameless(Refusal):
    """One of given name, family name, company and e-mail must be there."""

    kind = Kind.INVALID


class LeadConverting(Refusal):
    """The lead is about to become a contact."""

    kind = Kind.CONFLICT


class LeadAlreadyConverted(Refusal):
    """The lead has become a contact: that is where it lives on."""

    kind = Kind.CONFLICT
