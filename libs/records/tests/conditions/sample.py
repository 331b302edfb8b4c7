"""A sample state with a field of every type, its types by path, and a vocabulary of it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from pydantic import Field as Info

from kontor_records.conditions.fields import Field, FieldType, Vocabulary, vocabulary_of
from kontor_records.conditions.moment import Moment
from kontor_schemas.choices import Choice
from kontor_schemas.identifiers import Instant
from kontor_schemas.state import State
from kontor_schemas.values import Money

ANNA, BEN, CARLA = (UUID(f"0197aaaa-0000-7000-8000-00000000000{at}") for at in (1, 2, 3))


class Mailbox(BaseModel):
    """One address of a list."""

    value: str
    kind: Choice[Literal["work", "private"]] = "work"


class Place(BaseModel):
    """A value object."""

    city: str | None = None


class Firm(BaseModel):
    """The record behind a reference."""

    country: str | None = None
    place: Place | None = None
    parent: UUID | None = None


class Sample(BaseModel):
    """A record with a field of every type."""

    name: Annotated[str | None, "marked"] = None
    score: Decimal | None = None
    employees: int | None = None
    is_hot: bool | None = None
    due_on: date | None = None
    seen_at: Instant | None = None
    owner: UUID | None = None
    stage: Choice[Literal["new", "won", "lost"]] | None = None
    budget: Money | None = None
    place: Place | None = None
    emails: list[Mailbox] = []
    tags: list[str] = []
    watchers: list[UUID] = []
    organization: UUID | None = None


class FirmState(State, record="sample.firm"):
    """The published state of a firm, from which its table is made."""

    country: str | None = None
    place: Place | None = None
    parent: UUID | None = None


class SampleState(State, record="sample.sample"):
    """The published state of a sample; `owner` stands in every state."""

    name: str | None = None
    score: Decimal | None = None
    employees: int | None = None
    is_hot: bool | None = None
    due_on: date | None = None
    seen_at: Instant | None = None
    stage: Choice[Literal["new", "won", "lost"]] | None = None
    budget: Money | None = None
    place: Place | None = None
    emails: list[Mailbox] = Info(default_factory=list)
    tags: list[str] = Info(default_factory=list)
    watchers: list[UUID] = Info(default_factory=list)
    organization: UUID | None = None
    custom: dict[str, object] = Info(default_factory=dict)


TYPES = {
    "name": "text",
    "score": "number",
    "employees": "integer",
    "is_hot": "boolean",
    "due_on": "date",
    "seen_at": "datetime",
    "owner": "reference",
    "stage": "choice",
    "budget.minor": "integer",
    "budget.currency": "text",
    "place.city": "text",
    "emails.value": "list of text",
    "emails.kind": "list of choice",
    "tags": "list of text",
    "watchers": "list of reference",
}

VOCABULARY = vocabulary_of(Sample, has_changes=True)

CUSTOM = {
    "custom.c_text": Field(type=FieldType.TEXT, keys=("custom", "c_text")),
    "custom.c_number": Field(type=FieldType.NUMBER, keys=("custom", "c_number")),
    "custom.c_count": Field(type=FieldType.INTEGER, keys=("custom", "c_count")),
    "custom.c_flag": Field(type=FieldType.BOOLEAN, keys=("custom", "c_flag")),
    "custom.c_on": Field(type=FieldType.DATE, keys=("custom", "c_on")),
    "custom.c_at": Field(type=FieldType.DATETIME, keys=("custom", "c_at")),
    "custom.c_who": Field(type=FieldType.REFERENCE, keys=("custom", "c_who")),
    "custom.c_dates": Field(
        type=FieldType.DATE, keys=("custom", "c_dates"), is_list=True, list_at=2
    ),
    "custom.c_choices": Field(
        type=FieldType.CHOICE, keys=("custom", "c_choices"), is_list=True, list_at=2
    ),
}
"""A tenant's own fields lie in one JSON column."""
CUSTOM_TYPES = {
    "custom.c_text": "text",
    "custom.c_number": "number",
    "custom.c_count": "integer",
    "custom.c_flag": "boolean",
    "custom.c_on": "date",
    "custom.c_at": "datetime",
    "custom.c_who": "reference",
    "custom.c_dates": "list of date",
    "custom.c_choices": "list of choice",
}
_FIRM = vocabulary_of(Firm)
LISTED = Vocabulary(
    fields={
        **vocabulary_of(
            Sample, related={"organization": vocabulary_of(Firm, related={"parent": _FIRM})}
        ).fields,
        **CUSTOM,
    }
)
"""What a list of samples may be filtered by: related fields two deep, and the tenant's own."""
LISTED_TYPES = {
    **TYPES,
    **CUSTOM_TYPES,
    "organization.country": "text",
    "organization.parent": "reference",
    "organization.parent.country": "text",
    "organization.parent.place.city": "text",
}
BERLIN = ZoneInfo("Europe/Berlin")
MOMENT = Moment(
    now=datetime(2026, 3, 28, 23, 30, tzinfo=UTC),
    zone=BERLIN,
    user=ANNA,
    team=frozenset({ANNA, BEN}),
)
