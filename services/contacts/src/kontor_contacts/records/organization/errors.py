"""What can be refused of an organization."""

from kontor_chassis.errors import Kind, Refusal


class HierarchyCycle(Refusal):
    """An organization cannot be above itself."""

    kind = Kind.INVALID


class HierarchyTooDeep(Refusal):
    """A hierarchy has at most ten levels."""

    kind = Kind.INVALID


class HasChildren(Refusal):
    """Organizations below this one must go somewhere first."""

    kind = Kind.CONFLICT


class DuplicateVatId(Refusal):
    """Another organization has this VAT id."""

    kind = Kind.CONFLICT
