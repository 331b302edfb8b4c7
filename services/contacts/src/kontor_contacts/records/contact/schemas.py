"""What a request may say of a contact beside its fields."""

from datetime import date
from uuid import UUID

from kontor_chassis.http.shapes import Shape


class Certainty(Shape):
    """Whether a contact may have the personal e-mail address of another one."""

    duplicate_ok: bool = False


class Departure(Shape):
    """Which organization a person leaves, when, and who takes over."""

    organization: UUID
    left_on: date | None = None
    successor: UUID | None = None
