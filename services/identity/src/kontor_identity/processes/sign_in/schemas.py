"""What a sign-in says, and what it is answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

from kontor_chassis.access.opaque import LONGEST
from kontor_chassis.http.shapes import Shape
from kontor_identity.records.user.schemas import Password
from kontor_schemas.identity.tenant import Tenant
from kontor_schemas.identity.user import User
from kontor_schemas.text import Code, Line


class SignIn(Shape):
    """Who wants to sign in. `tenant` is needed once several tenants know the address."""

    email: Line
    password: Annotated[Password, Field(repr=False)]
    tenant: Code | None = None


class Refresh(Shape):
    """The refresh token that the last answer gave; each is good once."""

    refresh_token: Annotated[str, StringConstraints(max_length=LONGEST), Field(repr=False)]


class SignedIn(BaseModel):
    """A session's tokens. A browser needs neither: its cookie came with this answer."""

    access_token: str = Field(repr=False)
    expires_at: datetime
    refresh_token: str = Field(repr=False)


class SessionShown(BaseModel):
    """Who is signed in, where, and until when."""

    user: User
    tenant: Tenant
    session: UUID | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a sign-in comes from, as far as it can be told."""

    client: str | None
    user_agent: str | None
    device: str | None
