"""What services ask for a token with, and what they get."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from kontor_chassis.access.opaque import LONGEST
from kontor_chassis.http.shapes import Shape

OpaqueText = Annotated[str, StringConstraints(max_length=LONGEST)]
Subject = Annotated[str, StringConstraints(pattern=r"^user:[0-9a-f-]{36}$")]


class AccessToken(BaseModel):
    """A token for the Authorization header, and when it ends."""

    access_token: str = Field(repr=False)
    expires_at: datetime


class TokenRequest(Shape):
    """A service asks for a token in a tenant, for itself or to act for a user."""

    tenant: UUID
    subject: Subject | None = None


class SessionTokenRequest(Shape):
    """The gateway asks for a token in the name of a browser's cookie."""

    session: OpaqueText


class ApiKeyTokenRequest(Shape):
    """The gateway asks for a token in the name of an API key."""

    key: OpaqueText


class StandingSession(BaseModel):
    """A session or API key that stands."""

    tenant: UUID
    session: UUID
    user: UUID
    ends_at: datetime | None


class KeySet(BaseModel):
    """The public keys of tokens (RFC 7517)."""

    keys: list[dict[str, str]]
