"""What a request may say of an API key, and what is said of one."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from kontor_chassis.http.shapes import Shape
from kontor_schemas.identifiers import Instant
from kontor_schemas.text import Name

KeyScope = Literal["read", "write"]


class NewApiKey(Shape):
    """A key for a program that acts for the user who issues it."""

    name: Name
    scopes: Annotated[tuple[KeyScope, ...], Field(min_length=1, max_length=2)] = ("read", "write")
    expires_at: Instant | None = None


class ApiKey(BaseModel):
    """What is known of a key; the key itself is not."""

    id: UUID
    version: int
    user: UUID
    name: str
    scopes: list[KeyScope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class IssuedApiKey(ApiKey):
    """A new key. `key` is shown this once: a retry of the same request answers null."""

    key: str | None


class ApiKeyPage(BaseModel):
    """All keys of a user; there are never many."""

    items: list[ApiKey]
