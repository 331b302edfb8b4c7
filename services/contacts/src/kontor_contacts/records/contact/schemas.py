"""What a request may say of a contact beside its fields."""

from datetime import date
from uuid import UUID

from kontor_chassis.http.shapes import Shape


class Departure(Shape):
    """Which organization a person leaves, when, and who takes over."""

    organization: UUID
    left_on: date | None = None
    successor: UUID | None = None
