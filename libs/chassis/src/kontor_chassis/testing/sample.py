"""A record type that no service has, with facts and messages made up for tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from kontor_chassis.ids import new_id
from kontor_schemas.annotations import searchable
from kontor_schemas.choices import Choice
from kontor_schemas.envelope import Envelope
from kontor_schemas.fact import (
    AnyFact,
    BareFact,
    Created,
    Deleted,
    Fact,
    Purged,
    Snapshot,
    Updated,
)
from kontor_schemas.registry import facts_of
from kontor_schemas.state import State
from kontor_schemas.text import Line, Name

RECORD = "sample.thing"


class Thing(State, record=RECORD):
    """Something to send about: as many fields as a usual record has."""

    name: Annotated[Name, searchable]
    status: Choice[Literal["new", "working", "done"]] = "new"
    company: Line | None = None
    street: Line | None = None
    city: Line | None = None
    country: Line | None = None
    phone: Line | None = None
    organization: UUID | None = None
    amount: int = 0
    labels: list[str] = Field(default_factory=list)
    seen_at: datetime | None = None


class ThingFinished(Fact[Thing], record=RECORD):
    """A business fact."""

    reason: str


class ThingErased(BareFact, record=RECORD):
    """The person behind the thing asked to be forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it goes onto a topic."""

    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes]]


def move_to(topic: str) -> None:
    """Let the sample's facts travel on another topic, so that every test has one of its own."""
    for fact in facts_of(RECORD):
        if not issubclass(fact, Snapshot):
            fact.TOPIC = topic


def a_thing(record: UUID | None = None, version: int = 1, **fields: Any) -> Thing:
    """Return a state."""
    now = datetime.now(UTC)
    stamps = {"created_at": now, "updated_at": now, "created_by": "service:sample"}
    return Thing.model_validate(
        {
            "id": record or new_id(),
            "version": version,
            "updated_by": "service:sample",
            "name": "A thing",
            **stamps,
            **fields,
        }
    )


def created(thing: Thing) -> Created[Thing]:
    """Return the fact that a thing was created."""
    return Created[Thing](state=thing)


def updated(thing: Thing) -> Updated[Thing]:
    """Return the fact that a thing was changed."""
    return Updated[Thing](state=thing, changed={"name": ("before", thing.name)})


def deleted(record: UUID, version: int) -> Deleted[Thing]:
    """Return the fact that a thing went to the bin."""
    return Deleted[Thing](id=record, version=version)


def purged(record: UUID, version: int) -> Purged[Thing]:
    """Return the fact that a thing is gone for good."""
    return Purged[Thing](id=record, version=version)


def message(fact: AnyFact, tenant: UUID, **changed: Any) -> Message:
    """Return a fact as a message.

    Args:
        fact: The fact.
        tenant: Its tenant.
        **changed: Attributes of the envelope that differ.
    """
    envelope = Envelope(
        **{
            "id": new_id(),
            "service": "sample",
            "type": fact.TYPE,
            "subject": fact.subject,
            "time": datetime.now(UTC),
            "tenant_id": tenant,
            "record_version": fact.record_version,
            "actor": "service:sample",
            **changed,
        }
    )
    return Message(key=fact.key.encode(), value=fact.encode(), headers=envelope.to_headers())


def with_headers(sound: Message, changes: Mapping[str, bytes | None]) -> Message:
    """Return a message with some headers changed, or removed where the new value is None."""
    kept = [(name, value) for name, value in sound.headers if name not in changes]
    added = [(name, value) for name, value in changes.items() if value is not None]
    return Message(key=sound.key, value=sound.value, headers=kept + added)
