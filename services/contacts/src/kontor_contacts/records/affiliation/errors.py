"""What can be refused of the organizations a person belongs to."""

from kontor_chassis.errors import Kind, Refusal


class AffiliationExists(Refusal):
    """The person belongs to this organization already."""

    kind = Kind.CONFLICT


class AffiliationUnknown(Refusal):
    """The person does not belong to this organization."""

    kind = Kind.CONFLICT
