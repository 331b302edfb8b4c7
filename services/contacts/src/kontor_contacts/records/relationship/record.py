"""Relationships: what two persons, or two organizations, are to each other."""

from kontor_records.declaration.presentation import Shown
from kontor_records.declaration.record_type import RecordType
from kontor_schemas.contacts.relationship import Relationship

RELATIONSHIP = RecordType(
    state=Relationship,
    name="relationship",
    plural="relationships",
    shown=Shown(icon="link", order=5),
    title="kind",
    list_columns=("kind", "from_contact", "to_contact", "from_on", "until_on"),
    parents=("from_contact", "to_contact", "from_organization", "to_organization"),
    off=frozenset({"board", "search", "merge"}),
)
