"""Privacy requests: what a person asks for under data protection law, and what became of it."""

from kontor_contacts.records.privacy_request import rules
from kontor_contacts.records.privacy_request.schemas import Because
from kontor_records.declaration.presentation import NumberPattern, Shown, Verb
from kontor_records.declaration.record_type import Lifecycle, RecordType, Section
from kontor_schemas.contacts.privacy_request import PrivacyRequest

PRIVACY_REQUEST = RecordType(
    state=PrivacyRequest,
    name="privacy_request",
    plural="privacy_requests",
    shown=Shown(icon="lock", order=6),
    title="number",
    subtitle=("kind", "state"),
    list_columns=("number", "kind", "state", "received_on", "due_on", "owner"),
    default_sort="-received_on",
    parents=("contact", "lead"),
    lifecycle=Lifecycle(field="state", steps=rules.STEPS),
    owned_by_verb={"state": "start", "refused_reason": "refuse"},
    number=NumberPattern(field="number", pattern="P-{n:06}"),
    verbs=(
        Verb(name="verify", tone="primary"),
        Verb(name="extend"),
        Verb(name="start", tone="primary"),
        Verb(name="complete", tone="primary"),
        Verb(name="confirm", tone="danger"),
        Verb(name="refuse", body=Because, tone="danger"),
    ),
    # A request is the proof of what was done: it is answered, never deleted.
    off=frozenset({"board", "import", "merge", "bin", "bulk"}),
    sections=(
        Section(key="main", fields=("number", "kind", "contact", "lead", "state", "owner")),
        Section(key="terms", fields=("received_on", "due_on", "is_extended")),
        Section(
            key="people",
            fields=("identity_checked_by", "ordered_by", "confirmed_by", "refused_reason"),
        ),
        Section(key="parts", fields=("parts", "done_at")),
    ),
)
