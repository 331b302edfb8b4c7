"""What a conversion is asked for, and what it is answered."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from kontor_chassis.http.shapes import Shape
from kontor_schemas.text import Name
from kontor_schemas.values import Money

Path = Annotated[str, StringConstraints(min_length=1, max_length=80)]
"""A field by its name, the tenant's own by its path."""


class Target(Shape):
    """Whether a record is made or taken, or whoever is certainly meant is, else a new one."""

    create: bool = False
    link: UUID | None = None
    match: bool = False

    @model_validator(mode="after")
    def _is_one(self) -> "Target":
        if [self.create, self.link is not None, self.match].count(True) != 1:
            raise PydanticCustomError("field_required", "Either create, link or match")
        return self


class DealDraft(Shape):
    """The deal that is begun with the contact."""

    name: Name
    pipeline: UUID | None = None
    stage: UUID | None = None
    amount: Money | None = None
    close_on: date | None = None


class FieldMap(Shape):
    """What goes where: a field of the record that is made → the field of the lead, null for none.

    The tenant's own fields are named as `custom.<key>`; what is not named goes as it always does.
    """

    contact: dict[Path, Path | None] = Field(default={}, max_length=100)
    organization: dict[Path, Path | None] = Field(default={}, max_length=100)


class Conversion(Shape):
    """What a lead becomes."""

    contact: Target | None = None
    organization: Target | None = None
    deal: DealDraft | None = None
    field_map: FieldMap = FieldMap()


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
