"""API keys: credentials of programs that act for a user."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from kontor_schemas.annotations import reference
from kontor_schemas.choices import Choice
from kontor_schemas.fact import BareFact
from kontor_schemas.identifiers import Instant
from kontor_schemas.text import Name


class ApiKeyIssued(BareFact):
    """A key was issued to act for a user. The key itself is never part of a fact.

    Attributes:
        id: the key's id.
        version: the key's version.
        user: the user it acts for.
        name: what its owner calls it.
        scopes: what it may do at most.
        expires_at: when it ends by itself; null if it does not.
    """

    user: Annotated[UUID, reference("identity.user")]
    name: Name
    scopes: Annotated[list[Choice[Literal["read", "write"]]], Field(max_length=20)]
    expires_at: Instant | None = None


class ApiKeyRevoked(BareFact):
    """A key was withdrawn and opens nothing any more.

    Attributes:
        id: the key's id.
        version: the key's version.
        user: the user it acted for.
    """

    user: Annotated[UUID, reference("identity.user")]
