"""Organizations: companies and institutions one does business with; their people are contacts."""

from kontor_records.declaration.record_type import RecordType, Section
from kontor_schemas.contacts.organization import Organization

ORGANIZATION = RecordType(
    state=Organization,
    name="organization",
    plural="organizations",
    title="name",
    subtitle=("number", "country"),
    list_columns=("name", "number", "country", "industry", "kinds", "owner"),
    parents=("parent",),
    quick_create=("name", "website", "emails", "phones"),
    off=frozenset({"board"}),
    sections=(
        Section(key="main", fields=("name", "number", "kinds", "parent", "owner")),
        Section(key="reach", fields=("website", "emails", "phones", "addresses")),
        Section(
            key="company",
            fields=("legal_form", "vat_id", "industry", "employees_range", "annual_revenue"),
        ),
        Section(key="more", fields=("source", "status", "description")),
    ),
)
