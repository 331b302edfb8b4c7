"""How the rule set of marketing is put."""

from uuid import UUID

from pydantic import Field

from kontor_chassis.http.shapes import Shape
from kontor_schemas.text import Json


class RuleSet(Shape):
    """What a lead must meet to be qualified by marketing, and who takes leads over for sales."""

    condition: Json
    sales_groups: list[UUID] = Field(default=[], max_length=20)


class RuleTrial(Shape):
    """A condition that is tried on the newest leads, before it is put."""

    condition: Json
    leads: int = Field(default=200, ge=1, le=1000)
