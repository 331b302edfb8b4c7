"""What holds for a relationship."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from uuid import UUID

from kontor_chassis.errors import Fault, Faults
from kontor_contacts.records.relationship.errors import RelationshipEnds
from kontor_schemas.contacts.relationship import Relationship

INVERSE: Final[Mapping[str, str]] = {
    "reports_to": "manages",
    "assistant_of": "assisted_by",
    "spouse_of": "spouse_of",
    "parent_of": "child_of",
    "advisor_of": "advised_by",
    "recommended_by": "recommended",
    "competitor_of": "competitor_of",
    "supplier_of": "supplied_by",
}
"""What a relationship is called from its other end."""

OF_ORGANIZATIONS: Final = frozenset({"competitor_of", "supplier_of"})
"""Kinds that join organizations; all others join persons."""
SYMMETRIC: Final = frozenset(kind for kind, inverse in INVERSE.items() if kind == inverse)
ORDERED: Final = frozenset({"reports_to", "parent_of"})
"""Kinds along which nobody may come back to where they began."""


class Ends(NamedTuple):
    """The two parties of a relationship."""

    first: UUID
    second: UUID


def ends_of(fields: Mapping[str, Any]) -> Ends:
    """Return the two parties of a relationship as given.

    Raises:
        RelationshipEnds: They are not two of what its kind joins.
    """
    joins = "organization" if fields["kind"] in OF_ORGANIZATIONS else "contact"
    other = "contact" if joins == "organization" else "organization"
    first, second = fields.get(f"from_{joins}"), fields.get(f"to_{joins}")
    if fields.get(f"from_{other}") or fields.get(f"to_{other}"):
        raise RelationshipEnds(joins=joins)
    if not first or not second or first == second:
        raise RelationshipEnds(joins=joins)
    return Ends(first, second)


def in_order(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return fields so that two who are the same to each other stand in one order only."""
    ends = ends_of(fields)
    if fields["kind"] not in SYMMETRIC or ends.first < ends.second:
        return dict(fields)
    joins = "organization" if fields["kind"] in OF_ORGANIZATIONS else "contact"
    return {**fields, f"from_{joins}": ends.second, f"to_{joins}": ends.first}


def completed(relationship: Relationship) -> Mapping[str, Any]:
    """Return the derived fields of a relationship: none, but not everything can be one.

    Raises:
        RelationshipEnds: Its parties are not what its kind joins.
        Faults: It ends before it begins.
    """
    ends_of(relationship.model_dump())
    first, last = relationship.from_on, relationship.until_on
    if first and last and last < first:
        raise Faults(Fault("/until_on", "range_inverted"))
    return {}
