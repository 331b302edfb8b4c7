"""Relationships: what two persons, or two organizations, are to each other."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from kontor_schemas.annotations import reference, set_once, sortable
from kontor_schemas.choices import Choice
from kontor_schemas.record_state import RecordState
from kontor_schemas.text import Line

Kind = Literal[
    "reports_to", "assistant_of", "spouse_of", "parent_of", "advisor_of", "recommended_by",
    "competitor_of", "supplier_of",
]  # fmt: skip
"""What the first is to the second."""


class Relationship(RecordState):
    """What the first party is to the second; each is a contact, or each an organization.

    It is one record, whichever of the two it is looked at from.

    Attributes:
        kind: what the first is to the second.
        from_contact: the first person.
        to_contact: the second person.
        from_organization: the first organization.
        to_organization: the second organization.
        from_on: the first day; null where it is not known.
        until_on: the last day; null while it lasts.
        remark: a remark.
    """

    kind: Annotated[Choice[Kind], set_once, sortable]
    from_contact: Annotated[UUID | None, reference("contacts.contact"), set_once] = None
    to_contact: Annotated[UUID | None, reference("contacts.contact"), set_once] = None
    from_organization: Annotated[UUID | None, reference("contacts.organization"), set_once] = None
    to_organization: Annotated[UUID | None, reference("contacts.organization"), set_once] = None
    from_on: date | None = None
    until_on: date | None = None
    remark: Line | None = None
