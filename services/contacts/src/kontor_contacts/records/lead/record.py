"""Leads: interest that is not yet sorted into persons, companies and deals."""

from kontor_contacts.records.lead import rules
from kontor_contacts.records.lead.schemas import (
    Accepting,
    Assignment,
    Because,
    Moving,
    Qualifying,
)
from kontor_records.declaration.presentation import Shown, Verb
from kontor_records.declaration.record_type import Board, Lifecycle, RecordType, Section
from kontor_records.duplicates.plan import Contrary, MatchPlan
from kontor_schemas.contacts.lead import Lead

LEAD = RecordType(
    state=Lead,
    name="lead",
    plural="leads",
    shown=Shown(icon="user-plus", order=1),
    title="display_name",
    subtitle=("company", "stage"),
    list_columns=("display_name", "company", "stage", "source", "country", "owner"),
    quick_create=("given_name", "family_name", "company", "emails", "phones", "source"),
    lifecycle=Lifecycle(field="stage", steps=rules.STEPS),
    owned_by_verb={"stage": "move", "disqualify_reason": "disqualify"},
    verbs=(
        Verb(name="engage"),
        Verb(name="nurture"),
        Verb(name="qualify_marketing", body=Qualifying, tone="primary"),
        Verb(name="accept", body=Accepting, tone="primary"),
        Verb(name="reject", body=Because),
        Verb(name="disqualify", body=Because, tone="danger", place=("header", "bulk")),
        Verb(name="reopen"),
        Verb(name="move", body=Moving, place=("board", "bulk")),
        Verb(name="assign", body=Assignment, place=("header", "bulk")),
        Verb(
            name="convert",
            tone="primary",
            place=("header", "bulk"),
            undo="unconvert",
            result="open:contacts.contact",
        ),
        Verb(name="unconvert"),
    ),
    matching=MatchPlan(
        subject="person",
        name=("given_name", "family_name"),
        family="family_name",
        mails="emails",
        phones="phones",
        addresses="addresses",
        contrary=Contrary(field="salutation", values=frozenset({"mr", "ms"})),
        prevailing={"processing": "restricted"},
    ),
    board=Board(
        group_by=("stage",), card=("company", "source", "next_step_on"), sums=("budget",)
    ),
    sections=(
        Section(
            key="main",
            fields=(
                "salutation", "academic_title", "given_name", "family_name", "company",
                "job_title", "stage", "owner",
            ),
        ),
        Section(key="reach", fields=("emails", "phones", "addresses", "language")),
        Section(key="interest", fields=(
                "interest", "need", "budget", "authority", "timeframe", "industry", "source",
            )),
        Section(key="next", fields=("next_step", "next_step_on", "disqualify_reason")),
    ),
    # What comes in belongs to nobody until a rule or a person gives it to somebody.
    owner_is_actor=False,
)  # fmt: skip
