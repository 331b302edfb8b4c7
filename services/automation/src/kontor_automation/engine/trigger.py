"""Triggers: a fact as the engine looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kontor_automation.engine import catalogue
from kontor_chassis.consume.received import Received
from kontor_schemas.fact import Fact, Updated


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A fact that some rule waits for, with the state it carries as plain values.

    Attributes:
        received: The fact's envelope.
        record: The record type it is about.
        state: The record's state after what happened.
        changed: Field → old and new value, where the fact tells of a change.
    """

    received: Received
    record: str
    state: Mapping[str, Any]
    changed: Mapping[str, Any]

    @property
    def tenant(self) -> UUID:
        """Whose record it is."""
        return self.received.tenant

    @property
    def chain(self) -> UUID:
        """What all facts of one chain of causes have in common."""
        return self.received.correlation_id or self.received.id

    @property
    def name(self) -> str:
        """The fact's type without its major."""
        return catalogue.unversioned(self.received.type)

    @classmethod
    def of(cls, received: Received) -> "Trigger":
        """Read a fact that carries a state.

        Raises:
            Undecodable: The data has not the declared form.
        """
        fact = received.fact()
        assert isinstance(fact, Fact)  # noqa: S101 - only such facts are subscribed to
        changed = dict(fact.changed) if isinstance(fact, Updated) else {}
        return cls(
            received=received,
            record=fact.RECORD,
            state=fact.state.model_dump(mode="json"),
            changed=changed,
        )
