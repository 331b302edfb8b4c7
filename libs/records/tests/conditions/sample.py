"""A sample state with a field of every type, its types by path, and a vocabulary of it."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from kontor_records.conditions.fields import vocabulary_of
from kontor_records.conditions.moment import Moment
from kontor_schemas.choices import Choice
from kontor_schemas.identifiers import Instant
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
BERLIN = ZoneInfo("Europe/Berlin")
MOMENT = Moment(
    now=datetime(2026, 3, 28, 23, 30, tzinfo=UTC),
    zone=BERLIN,
    user=ANNA,
    team=frozenset({ANNA, BEN}),
)
