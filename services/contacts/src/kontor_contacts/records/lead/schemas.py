"""What a request may say of a lead."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from kontor_chassis.http.shapes import Shape
from kontor_schemas.text import Line


class Assignment(Shape):
    """Who a lead is given to, why, and what is to be done next."""

    owner: UUID
    reason: Line
    rule: UUID | None = None
    rule_version: int | None = None
    next_step: Line | None = None
    next_step_on: date | None = None

    def lead_fields(self) -> dict[str, Any]:
        """Return the fields of the lead that the assignment sets."""
        fields: dict[str, Any] = {"owner": self.owner}
        if self.next_step is not None:
            fields["next_step"] = self.next_step
        if self.next_step_on is not None:
            fields["next_step_on"] = self.next_step_on
        return fields


class Because(Shape):
    """Why something is done."""

    reason: Line


class Qualifying(Shape):
    """Why a lead is qualified that the rule set would not qualify."""

    reason: Line | None = None


class Accepting(Shape):
    """Who takes the lead over; the caller where nobody is named."""

    owner: UUID | None = None


class Moving(Shape):
    """The stage a lead is to come to, as on a board, and why where the verb asks."""

    stage: Literal["working", "nurturing", "mql", "sql", "disqualified"]
    reason: Line | None = None
