"""A fact at the door of a consumer: its envelope, where it stood, its data when asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from kontor_schemas.fact import AnyFact
from kontor_schemas.registry import FactUnknown, decode
from kontor_schemas.wire import DataUndecodable

F = TypeVar("F", bound=AnyFact)
FactClass = type[F]
Headers = Sequence[tuple[str, bytes]]
"""As they were on the message, unknown ones included."""


class Undecodable(Exception):  # noqa: N818 - errors are named by what is wrong
    """The data of a fact has not the declared form; says which fact and why, never what it held."""

    def __init__(self, received: "Received", reason: str) -> None:
        super().__init__(f"{received.type} {received.id}: {reason}")
        self.received = received
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One fact with a sound envelope.

    Its data may still turn out to be broken: `fact` and `data` say so with `Undecodable`, which
    handlers let pass, and the consumer dead-letters that fact alone.
    """

    id: UUID
    type: str
    tenant: UUID
    subject: UUID
    version: int
    time: datetime
    actor: str
    causation_id: UUID | None
    correlation_id: UUID | None
    cause_depth: int
    traceparent: str | None
    topic: str
    partition: int
    offset: int
    key: str
    payload: bytes = field(repr=False)
    headers: Headers = field(repr=False)
    _decoded: list[AnyFact] = field(default_factory=list, repr=False, compare=False)

    def fact(self) -> AnyFact:
        """Decode the fact, brought to the newest major known here; decoded once.

        Raises:
            Undecodable: The data has not the declared form.
        """
        if not self._decoded:
            try:
                self._decoded.append(decode(self.type, self.payload))
            except (DataUndecodable, FactUnknown) as error:
                raise Undecodable(self, error.reason) from None
        return self._decoded[0]

    def data(self, fact: FactClass[F]) -> F:
        """Decode the fact as the class the handler subscribed to.

        Raises:
            Undecodable: The data has not the declared form.
            TypeError: The fact is of another class; the handler asked for the wrong one.
        """
        found = self.fact()
        if not isinstance(found, fact):
            message = f"{self.type} is {type(found).__name__}, not {fact.__name__}"
            raise TypeError(message)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A message that is no fact, or none that this version knows: it goes to the dead letters."""

    id: UUID
    tenant: UUID | None
    topic: str
    partition: int
    offset: int
    key: str
    payload: bytes = field(repr=False)
    headers: Headers = field(repr=False)
    reason: str
