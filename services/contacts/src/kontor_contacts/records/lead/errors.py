"""What can be refused of a lead."""

from kontor_chassis.errors import Kind, Refusal


class LeadNameless(Refusal):
    """One of given name, family name, company and e-mail must be there."""

    kind = Kind.INVALID
