"""Privacy requests: what a person asks for under data protection law, and what became of it."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import derived, reference, searchable, set_once, sortable, unique
from kontor_schemas.choices import Choice
from kontor_schemas.fact import Fact
from kontor_schemas.identifiers import Instant
from kontor_schemas.record_state import RecordState
from kontor_schemas.text import Code, Line
from kontor_schemas.values import Value


class PrivacyPart(Value):
    """What one service did for a request.

    Attributes:
        service: the service.
        state: how far it is.
        counts: how many things it found, by what they are.
        at: when it answered.
    """

    service: Code
    state: Choice[Literal["waiting", "done"]] = "waiting"
    counts: dict[Code, int] = Field(default={}, max_length=50)
    at: Instant | None = None


class PrivacyRequest(RecordState):
    """What a person asks for. It names the person by id only, and outlives their data.

    Attributes:
        number: the number people use for it.
        kind: what is asked for (GDPR, articles 15 to 21).
        contact: the contact the person is; null where they are a lead.
        lead: the lead the person is; null where they are a contact.
        received_on: the day on which it came.
        identity_checked_by: who made sure that the person is who they say; null until then.
        due_on: the day by which it is answered.
        is_extended: whether the term was extended by two months.
        state: how far it is.
        parts: what each service did.
        refused_reason: why it was refused.
        ordered_by: who ordered the erasure; another person confirms it.
        confirmed_by: who confirmed it.
        done_at: when it was done.
    """

    number: Annotated[Code | None, searchable, sortable, unique] = None
    kind: Annotated[
        Choice[
            Literal["access", "portability", "rectification", "erasure", "restriction", "objection"]
        ],
        set_once,
    ]
    contact: Annotated[UUID | None, reference("contacts.contact"), set_once] = None
    lead: Annotated[UUID | None, reference("contacts.lead"), set_once] = None
    received_on: Annotated[date, set_once, sortable]
    identity_checked_by: Annotated[UUID | None, reference("identity.user"), derived] = None
    due_on: Annotated[date | None, derived, sortable] = None
    is_extended: Annotated[bool, derived] = False
    state: Annotated[
        Choice[Literal["received", "verified", "collecting", "review", "done", "refused"]],
        sortable,
    ] = "received"
    parts: Annotated[list[PrivacyPart], derived, Field(max_length=50)] = []
    refused_reason: Line | None = None
    ordered_by: Annotated[UUID | None, reference("identity.user"), derived] = None
    confirmed_by: Annotated[UUID | None, reference("identity.user"), derived] = None
    done_at: Annotated[Instant | None, derived] = None


class PrivacyRequestCollecting(Fact[PrivacyRequest]):
    """Every service gathers what it knows of the person, or says that it knows nothing."""


class PrivacyRequestDueSoon(Fact[PrivacyRequest]):
    """The day by which the request is answered comes near.

    Attributes:
        days: how many days are left.
    """

    days: int = Field(ge=0, le=100)


class PrivacyRequestDone(Fact[PrivacyRequest]):
    """The request is answered."""


class PrivacyRequestRefused(Fact[PrivacyRequest]):
    """The request is refused; the state says why."""
