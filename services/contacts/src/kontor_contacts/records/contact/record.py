"""Contacts: persons one does business with, for themselves or for an organization."""

from kontor_records.declaration.record_type import RecordType, Section
from kontor_schemas.contacts.contact import Contact

CONTACT = RecordType(
    state=Contact,
    name="contact",
    plural="contacts",
    title="display_name",
    subtitle=("job_title", "organization"),
    list_columns=("display_name", "organization", "emails", "phones", "owner"),
    parents=("organization",),
    quick_create=("given_name", "family_name", "organization", "emails", "phones"),
    off=frozenset({"board"}),
    sections=(
        Section(
            key="main",
            fields=(
                "salutation", "academic_title", "given_name", "family_name", "name_order",
                "organization", "job_title", "department", "owner",
            ),
        ),
        Section(key="reach", fields=("emails", "phones", "addresses", "links")),
        Section(key="person", fields=("language", "zone", "birth_on")),
        Section(key="more", fields=("number", "source", "legal_basis", "status", "description")),
    ),
)  # fmt: skip
