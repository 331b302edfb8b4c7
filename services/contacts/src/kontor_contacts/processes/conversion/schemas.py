"""What a conversion is asked for, and what it is answered."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from kontor_chassis.http.shapes import Shape
from kontor_schemas.text import Name
from kontor_schemas.values import Money


class Target(Shape):
    """Whether a record is made, or which one is taken."""

    create: bool = False
    link: UUID | None = None

    @model_validator(mode="after")
    def _is_one(self) -> "Target":
        if self.create is (self.link is not None):
            raise PydanticCustomError("field_required", "Either create or link")
        return self


class DealDraft(Shape):
    """The deal that is begun with the contact."""

    name: Name
    pipeline: UUID | None = None
    stage: UUID | None = None
    amount: Money | None = None
    close_on: date | None = None


class Conversion(Shape):
    """What a lead becomes."""

    contact: Target | None = None
    organization: Target | None = None
    deal: DealDraft | None = None


class Unconversion(Shape):
    """Whether the contact that was made stays."""

    keep_contact: bool = False


class Conversed(Shape):
    """How a conversion stands."""

    id: UUID
    lead: UUID
    number: int
    state: Literal["deal_pending", "done", "failed", "undone"]
    organization: UUID | None
    contact: UUID
    account: UUID | None
    deal: UUID | None
    created: list[UUID]
    linked: list[UUID]
    left: dict[str, Any]
    code: str | None
    faults: dict[str, str]
    asked_at: datetime
    done_at: datetime | None
