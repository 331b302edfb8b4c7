"""Organizations: companies and institutions one does business with; their people are contacts."""

from kontor_contacts.records.organization.schemas import Place
from kontor_records.declaration.presentation import NumberPattern, Shown, Verb
from kontor_records.declaration.record_type import RecordType, Section
from kontor_records.duplicates.plan import Identifier, MatchPlan
from kontor_schemas.contacts.organization import Organization

ORGANIZATION = RecordType(
    state=Organization,
    name="organization",
    plural="organizations",
    shown=Shown(icon="building-2", order=3),
    title="name",
    subtitle=("number", "country"),
    list_columns=("name", "number", "country", "industry", "kinds", "owner"),
    parents=("parent",),
    number=NumberPattern(field="number", pattern="O-{n:06}"),
    matching=MatchPlan(
        subject="body",
        name=("name",),
        mails="emails",
        phones="phones",
        addresses="addresses",
        identifiers=(Identifier(field="vat_id"),),
        domain="domain",
        legal_form="legal_form",
    ),
    verbs=(Verb(name="move", body=Place),),
    quick_create=("name", "website", "emails", "phones"),
    off=frozenset({"board"}),
    owned_by_verb={"parent": "move"},
    sections=(
        Section(key="main", fields=("name", "number", "kinds", "parent", "owner")),
        Section(key="reach", fields=("website", "emails", "phones", "addresses")),
        Section(
            key="company",
            fields=(
                "legal_form",
                "vat_id",
                "register_entry",
                "industry",
                "employees_range",
                "annual_revenue",
            ),
        ),
        Section(key="more", fields=("source", "status", "description")),
    ),
)
