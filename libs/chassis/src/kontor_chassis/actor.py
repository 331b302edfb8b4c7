"""Who acts, and why: what every change and every fact records about its origin."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

MAX_CAUSE_DEPTH = 16
"""A chain of causes longer than this is a loop and is refused."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is recorded as having done something."""

    kind: Literal["user", "service", "rule"]
    id: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Who is authenticated, as told by a verified token.

    `subject` is a user or a service. A service that acts for a user has the user as subject and
    itself in `acting_service`. `scopes` is None where the token does not narrow anything.
    """

    subject: Actor
    tenant: UUID
    session: str | None = None
    acting_service: str | None = None
    scopes: frozenset[str] | None = None

    @property
    def is_service(self) -> bool:
        """Whether a service calls, for itself or for a user."""
        return self.subject.kind == "service" or self.acting_service is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why something happens: the chain it belongs to, what it follows from, how deep it is."""

    correlation_id: UUID
    causation_id: UUID | None = None
    depth: int = 0
    traceparent: str | None = None
