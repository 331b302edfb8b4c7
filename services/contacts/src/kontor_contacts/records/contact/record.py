"""Contacts: persons one does business with, for themselves or for an organization."""

from kontor_contacts.records.contact.schemas import Departure
from kontor_records.declaration.presentation import NumberPattern, Shown, Verb
from kontor_records.declaration.record_type import Lifecycle, RecordType, Section
from kontor_records.duplicates.plan import Contrary, MatchPlan
from kontor_schemas.contacts.contact import Contact

CONTACT = RecordType(
    state=Contact,
    name="contact",
    plural="contacts",
    shown=Shown(icon="user", order=2),
    title="display_name",
    subtitle=("job_title", "organization"),
    list_columns=("display_name", "organization", "emails", "phones", "owner"),
    parents=("organization",),
    lifecycle=Lifecycle(
        field="status",
        steps={
            "active": frozenset({"left_organization", "deceased"}),
            "left_organization": frozenset({"active", "deceased"}),
            "deceased": frozenset({"active"}),
        },
    ),
    owned_by_verb={"status": "leave"},
    number=NumberPattern(field="number", pattern="K-{n:06}"),
    matching=MatchPlan(
        subject="person",
        name=("given_name", "family_name"),
        family="family_name",
        mails="emails",
        phones="phones",
        addresses="addresses",
        together="organization",
        born_on="birth_on",
        contrary=Contrary(field="salutation", values=frozenset({"mr", "ms"})),
        prevailing={"processing": "restricted", "status": "deceased"},
    ),
    verbs=(
        Verb(name="leave", body=Departure),
        Verb(name="mark_deceased"),
        Verb(name="reactivate"),
    ),
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
        Section(key="affiliations", fields=("affiliations",)),
        Section(key="reach", fields=("emails", "phones", "addresses", "links")),
        Section(key="person", fields=("language", "zone", "birth_on", "birth_day")),
        Section(key="more", fields=(
                "number", "source", "referred_by", "legal_basis", "processing", "status",
                "description",
            )),
    ),
)  # fmt: skip
